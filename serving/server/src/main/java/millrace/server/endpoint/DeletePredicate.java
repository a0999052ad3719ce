package millrace.server.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.server.http.HttpFault;

/// The predicate of a deletion of 2.x: `_measurement="cpu" AND host='a'`, equalities of tags joined by AND.
/// Source: the API of InfluxDB 2, `POST /api/v2/delete`.
///
/// @param measurement empty for all of them
/// @param tags none twice
record DeletePredicate(Optional<String> measurement, List<Tag> tags) {
  private static final String TEXT = "\"(?:[^\"\\\\]++|\\\\.)*+\"|'(?:[^'\\\\]++|\\\\.)*+'";
  private static final Pattern EQUALITY =
      Pattern.compile("\\s*(" + TEXT + "|[\\p{L}\\p{N}_.:-]+)\\s*=\\s*(" + TEXT + "|[\\p{L}\\p{N}_.:-]+)\\s*", Pattern.DOTALL);
  private static final Pattern AND = Pattern.compile("and\\b", Pattern.CASE_INSENSITIVE);

  /// The expressions above look ahead by recursion.
  private static final int MOST_CHARACTERS = 4096;

  record Tag(String key, String value) {}

  DeletePredicate {
    tags = List.copyOf(tags);
  }

  /// @throws HttpFault 400 for anything else than equalities joined by AND
  static DeletePredicate of(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw HttpFault.of(400, "invalid predicate: longer than " + MOST_CHARACTERS + " characters");
    }
    Optional<String> measurement = Optional.empty();
    List<Tag> tags = new ArrayList<>();
    Matcher equality = EQUALITY.matcher(text);
    int at = 0;
    while (!text.isBlank() && at <= text.length()) {
      if (!equality.find(at) || equality.start() != at) {
        throw refusal(text, at);
      }
      String key = unquoted(equality.group(1));
      String value = unquoted(equality.group(2));
      boolean isKnown = key.equals("_measurement") ? measurement.isPresent() : tags.stream().anyMatch(tag -> tag.key().equals(key));
      if (isKnown || List.of("_field", "_time", "time").contains(key)) {
        throw HttpFault.of(400, "invalid predicate: " + key + (isKnown ? " is given twice" : " cannot be used"));
      }
      if (key.equals("_measurement")) {
        measurement = Optional.of(value);
      } else {
        tags.add(new Tag(key, value));
      }
      at = equality.end();
      if (at == text.length()) {
        break;
      }
      Matcher and = AND.matcher(text);
      if (!and.find(at) || and.start() != at) {
        throw refusal(text, at);
      }
      at = and.end();
    }
    return new DeletePredicate(measurement, tags);
  }

  private static HttpFault refusal(String text, int at) {
    return HttpFault.of(400, String.format(
        Locale.ROOT, "invalid predicate: tag=\"value\" expected, and AND between such, at character %d of %s", at, text));
  }

  private static String unquoted(String word) {
    boolean isQuoted = word.length() >= 2 && (word.startsWith("\"") || word.startsWith("'"));
    return isQuoted ? word.substring(1, word.length() - 1).replaceAll("\\\\(.)", "$1") : word;
  }
}
