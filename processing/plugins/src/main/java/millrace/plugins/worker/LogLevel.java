package millrace.plugins.worker;

/// Weight of a line in a trigger's log.
public enum LogLevel {
  INFO,
  WARN,
  ERROR
}
