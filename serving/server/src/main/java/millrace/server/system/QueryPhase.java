package millrace.server.system;

import java.util.Locale;

/// How far a query has come.
public enum QueryPhase {
  RECEIVED,
  LOGICALLY_PLANNED,
  PHYSICALLY_PLANNED,
  EXECUTION_PERMIT,
  SUCCESS,
  FAIL,
  CANCEL;

  boolean isEnd() {
    return compareTo(SUCCESS) >= 0;
  }

  /// The word `system.queries` shows.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
