package millrace.plugins;

import java.util.Locale;

/// Why a run happened.
public enum RunCause {
  /// What the trigger is for: rows, an instant, a request.
  EVENT,
  /// Somebody asked for a run now.
  MANUAL,
  /// Stored history is run through the plugin.
  REPLAY,
  /// The same, without writing anything.
  DRY_RUN,
  /// An event that was given up is run again.
  DEAD_LETTER;

  /// The word system tables use.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
