package millrace.plugins;

import millrace.plugins.worker.LogLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one trigger writes down: rows of the log table, with a copy in the server's log, and its runs.
///
/// Threads: any.
final class TriggerJournal {
  private static final Logger SERVER = LoggerFactory.getLogger("millrace.plugins.run");

  private final EngineRecords records;
  private final Trigger trigger;

  TriggerJournal(EngineRecords records, Trigger trigger) {
    this.records = records;
    this.trigger = trigger;
  }

  void log(LogLevel level, String text) {
    records.log(trigger.databaseId(), trigger.id(), trigger.name(), level, text);
    switch (level) {
      case INFO -> SERVER.info("processing engine: {} (trigger {}/{})", text, trigger.database(), trigger.name());
      case WARN -> SERVER.warn("processing engine: {} (trigger {}/{})", text, trigger.database(), trigger.name());
      case ERROR -> SERVER.error("processing engine: {} (trigger {}/{})", text, trigger.database(), trigger.name());
    }
  }

  /// A row that frames each run; too much for the server's log.
  void frame(String text) {
    records.log(trigger.databaseId(), trigger.id(), trigger.name(), LogLevel.INFO, text);
  }

  long nextRunId() {
    return records.nextRunId();
  }

  void run(RunRow row) {
    records.run(trigger.databaseId(), trigger.id(), row);
  }
}
