package millrace.plugins;

import java.util.Objects;

/// One run of a trigger's plugin, as `system.processing_engine_runs` shows it.
///
/// @param runId unique within this server's life on its store, growing
/// @param type what fired: `WalRows`, `Schedule` or `Request`
/// @param scheduledNanos the instant a scheduled run was for; 0 for other kinds
/// @param attempt 1, or more for the repeats of a failed event
/// @param rows rows handed to the plugin
/// @param linesWritten lines of line protocol the run wrote, deferred and at once
/// @param error `Type: message` on one line; empty unless it failed
/// @param traceback Python's traceback or what the dying process printed last; may be empty
/// @param cause why it happened; [RunCause#EVENT] for rows stored before this was known
/// @param peakMemoryBytes most resident memory its process ever had, as known at the run's end; 0 where it is not known
public record RunRow(
    long runId,
    String database,
    String trigger,
    String type,
    long scheduledNanos,
    long startNanos,
    long endNanos,
    int attempt,
    long rows,
    long linesWritten,
    Outcome outcome,
    String error,
    String traceback,
    RunCause cause,
    long peakMemoryBytes) {
  public RunRow {
    Objects.requireNonNull(outcome);
    cause = Objects.requireNonNullElse(cause, RunCause.EVENT);
  }

  /// How a run ended.
  public enum Outcome {
    SUCCESS,
    /// The plugin failed, its process died, or its time ran out.
    ERROR,
    /// The trigger was stopped meanwhile.
    CANCELLED
  }
}
