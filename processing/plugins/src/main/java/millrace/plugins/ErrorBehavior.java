package millrace.plugins;

import java.util.Locale;
import java.util.Optional;

/// What happens to a trigger when a run of it fails. Request triggers ignore it: the caller gets the error.
public enum ErrorBehavior {
  /// The failure is logged and the event is gone.
  LOG,
  /// The same event is run again, after a growing pause.
  RETRY,
  /// The trigger is disabled, durably.
  DISABLE;

  /// The word used in requests, tables and the catalog.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Reads the word in any letter case; empty for any other word.
  public static Optional<ErrorBehavior> parse(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    for (ErrorBehavior behavior : values()) {
      if (behavior.word().equals(lower)) {
        return Optional.of(behavior);
      }
    }
    return Optional.empty();
  }
}
