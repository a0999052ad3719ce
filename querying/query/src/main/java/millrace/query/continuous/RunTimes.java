package millrace.query.continuous;

import java.util.Map;

/// Where the instants of last runs outlast the process.
public interface RunTimes {
  /// What was saved last, empty before the first time: nanoseconds since the epoch, by `database/query`.
  ///
  /// @throws millrace.base.MillraceException when it cannot be read
  Map<String, Long> load();

  /// Replaces what was saved.
  ///
  /// @throws millrace.base.MillraceException when it cannot be stored now
  void save(Map<String, Long> times);
}
