package millrace.plugins.worker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes what workers print to standard output and error, line by line, already cut and slowed down.
///
/// Threads: one per worker.
@FunctionalInterface
public interface WorkerOutput {
  /// Writes the lines to the server's log, each with its trigger's name.
  static WorkerOutput toServerLog() {
    Logger log = LoggerFactory.getLogger("millrace.plugins.output");
    return (database, trigger, line) -> log.info("{}/{}: {}", database, trigger, line);
  }

  void line(String database, String trigger, String line);
}
