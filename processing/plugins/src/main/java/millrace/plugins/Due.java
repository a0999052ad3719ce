package millrace.plugins;

/// What an [EventSource] hands out: an event, or the place in the log where one may be.
sealed interface Due permits TriggerEvent, Due.InLog {
  /// A sealed segment to be read; it may hold nothing for the trigger.
  record InLog(long sequence) implements Due {}
}
