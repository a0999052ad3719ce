package millrace.base;

import java.util.Locale;

/// Argument and state checks for constructors and edges.
public final class Checks {
  private Checks() {}

  /// Refuses a bad argument.
  ///
  /// @throws IllegalArgumentException with the formatted message, when `holds` is false
  public static void require(boolean holds, String message, Object... arguments) {
    if (!holds) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, message, arguments));
    }
  }
}
