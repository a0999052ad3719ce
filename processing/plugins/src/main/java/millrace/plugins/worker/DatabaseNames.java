package millrace.plugins.worker;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The rule for database names that plugins hand in.
public final class DatabaseNames {
  private static final int LONGEST_BYTES = 511;

  private DatabaseNames() {}

  /// What is wrong with a name, or empty.
  public static Optional<String> problem(String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > LONGEST_BYTES) {
      return Optional.of("database name " + name + " length must be between 1 and " + LONGEST_BYTES + " characters");
    }
    int number = 0;
    for (int character : name.codePoints().toArray()) {
      if (!isAllowed(character)) {
        return Optional.of(
            "database name '%s' contains invalid character, character number %d is not allowed"
                .formatted(name, number));
      }
      number++;
    }
    return Optional.empty();
  }

  private static boolean isAllowed(int character) {
    return character == '/' || character == '_' || character == '-' || Character.isLetterOrDigit(character);
  }
}
