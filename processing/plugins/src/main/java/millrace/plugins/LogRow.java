package millrace.plugins;

import millrace.plugins.worker.LogLevel;

/// One row of `system.processing_engine_logs`.
///
/// @param eventNanos when it was logged, nanoseconds since the epoch
public record LogRow(long eventNanos, String trigger, LogLevel level, String text) {}
