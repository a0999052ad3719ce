package millrace.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Damages statements word by word, so that what comes out is nearly a statement: words go, come twice, change places or
/// give way to others, literals become extreme, and parts are nested.
final class StatementDamage {
  private static final Pattern WORD = Pattern.compile("'[^']*'|\"[^\"]*\"|[\\w.$]+|\\s+|::|=~|!~|[<>!]=|.", Pattern.DOTALL);
  private static final List<String> LITERALS = List.of(
      "9223372036854775807", "-9223372036854775808", "9223372036854775808", "18446744073709551616", "1e308", "1e-400", "-0.0", "0",
      "4294967296", "2147483648", "'NaN'", "''", "'\0'", "NULL", "true", "'9999-12-31T23:59:59.999999999Z'", "'0000-00-00'", "1ns",
      "106751d", "999999999w", "0s", "INTERVAL '178956970 years'", "INTERVAL '-1 month'", "now()", "*", "/(((((a+)+)+)+)+$/", "/[/",
      "$p", "$missing", "1.7976931348623157e309", "'\uD83D\uDE00'", "\"\"", "0x7f", "1i", "1u", "time", "$1", "?");

  private final Random random;
  private final List<List<String>> others;

  /// @param others statements of the same language, whose words are taken
  StatementDamage(Random random, List<String> others) {
    this.random = random;
    this.others = others.stream().map(StatementDamage::words).toList();
  }

  /// One to three damages of a statement.
  String of(String statement) {
    List<String> words = words(statement);
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      damage(words);
    }
    return String.join("", words);
  }

  private void damage(List<String> words) {
    int at = random.nextInt(words.size());
    switch (random.nextInt(10)) {
      case 0 -> words.remove(at);
      case 1 -> words.add(at, words.get(at));
      case 2 -> words.set(at, words.set(random.nextInt(words.size()), words.get(at)));
      case 3, 4 -> words.set(at, LITERALS.get(random.nextInt(LITERALS.size())));
      case 5, 6 -> words.set(at, foreign());
      case 7 -> tail(words, at);
      case 8 -> nest(words, at);
      default -> wholeNested(words);
    }
    if (words.isEmpty()) {
      words.add(" ");
    }
  }

  private String foreign() {
    List<String> other = others.get(random.nextInt(others.size()));
    return other.get(random.nextInt(other.size()));
  }

  /// Goes on as another statement does.
  private void tail(List<String> words, int at) {
    List<String> other = others.get(random.nextInt(others.size()));
    words.subList(at, words.size()).clear();
    words.addAll(other.subList(random.nextInt(other.size()), other.size()));
  }

  private void nest(List<String> words, int at) {
    int depth = 1 + random.nextInt(random.nextInt(8) == 0 ? 2_000 : 20);
    String open = List.of("(", "-", "abs(", "NOT ", "CASE WHEN ", "[", "(SELECT ").get(random.nextInt(7));
    String close = open.endsWith("(") || open.startsWith("(") ? ")" : open.equals("[") ? "]" : open.startsWith("CASE") ? " THEN 1 END" : "";
    words.set(at, open.repeat(depth) + words.get(at) + (random.nextInt(8) == 0 ? "" : close.repeat(depth)));
  }

  private void wholeNested(List<String> words) {
    int depth = 1 + random.nextInt(random.nextInt(8) == 0 ? 300 : 6);
    words.addFirst("SELECT * FROM (".repeat(depth));
    words.add(random.nextInt(8) == 0 ? "" : ")".repeat(depth));
  }

  private static List<String> words(String statement) {
    List<String> words = new ArrayList<>();
    for (Matcher matcher = WORD.matcher(statement); matcher.find(); ) {
      words.add(matcher.group());
    }
    return words;
  }
}
