package millrace.plugins;

import millrace.plugins.RunRow.Outcome;

/// How a run went that somebody asked for.
///
/// @param error `Type: message` on one line; empty unless it failed
/// @param traceback Python's traceback; may be empty
/// @param linesWritten lines of line protocol it wrote
public record RunReport(Outcome outcome, String error, String traceback, long linesWritten, long durationNanos) {
  static RunReport of(TriggerExecution.Ran ran) {
    return switch (ran.result()) {
      case RunResult.Succeeded _ -> new RunReport(Outcome.SUCCESS, "", "", ran.linesWritten(), ran.durationNanos());
      case RunResult.Failed(String error, String traceback) ->
          new RunReport(Outcome.ERROR, error, traceback, ran.linesWritten(), ran.durationNanos());
      case RunResult.Cancelled _ ->
          new RunReport(Outcome.CANCELLED, "the trigger was stopped", "", ran.linesWritten(), ran.durationNanos());
    };
  }
}
