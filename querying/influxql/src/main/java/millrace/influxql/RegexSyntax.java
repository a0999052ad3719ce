package millrace.influxql;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/// Says whether a text is a regular expression of RE2, and if not, why, in the words of Go's library.
final class RegexSyntax {
  private static final String PREFIX = "error parsing regexp: ";

  /// How deep groups may nest, as in Go.
  private static final int DEEPEST = 1000;

  private RegexSyntax() {}

  /// What is wrong with a pattern, such as ``missing closing ]: `[` ``.
  static Optional<String> fault(String pattern) {
    Optional<String> group = faultyGroup(pattern);
    if (group.isPresent()) {
      return group;
    }
    try {
      Pattern.compile(pattern);
      return Optional.empty();
    } catch (PatternSyntaxException e) {
      String message = e.getMessage();
      return Optional.of(message.startsWith(PREFIX) ? message.substring(PREFIX.length()) : message);
    }
  }

  /// Finds what RE2/J takes and the language does not: `(?<name>` (it knows `(?P<name>`), and groups so deep
  /// that compiling them could exhaust the stack.
  private static Optional<String> faultyGroup(String pattern) {
    int depth = 0;
    boolean inClass = false;
    for (int i = 0; i < pattern.length(); i++) {
      switch (pattern.charAt(i)) {
        case '\\' -> i++;
        case '[' -> inClass = true;
        case ']' -> inClass = false;
        case '(' -> {
          if (!inClass && pattern.startsWith("(?<", i)) {
            return Optional.of("invalid or unsupported Perl syntax: `(?<`");
          }
          if (!inClass && ++depth > DEEPEST) {
            return Optional.of("expression nests too deeply: `" + pattern + "`");
          }
        }
        case ')' -> depth -= inClass ? 0 : 1;
        default -> {}
      }
    }
    return Optional.empty();
  }
}
