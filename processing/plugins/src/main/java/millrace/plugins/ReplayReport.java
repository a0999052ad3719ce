package millrace.plugins;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// How far a run of a write plugin over stored history is.
///
/// @param id unique within the node's store, growing
/// @param dryRun whether what the plugin writes is only counted
/// @param fromNanos first instant
/// @param toNanos first instant after
/// @param positionNanos everything before it is over; between `fromNanos` and `toNanos`
/// @param rows rows handed over
/// @param runs runs ended, failed ones and repeats among them
/// @param failures failed runs
/// @param linesWritten lines of line protocol written, or counted
/// @param error why it failed, or the newest failure of a run; empty for none
/// @param endNanos when it ended; empty while it runs
/// @param dryRunLines lines by database that a dry run would have written
/// @param sample the first of them, as `database: line`
public record ReplayReport(
    long id,
    long databaseId,
    String database,
    long triggerId,
    String trigger,
    boolean dryRun,
    State state,
    long fromNanos,
    long toNanos,
    long positionNanos,
    long rows,
    long runs,
    long failures,
    long linesWritten,
    String error,
    long startNanos,
    OptionalLong endNanos,
    Map<String, Long> dryRunLines,
    List<String> sample) {
  public ReplayReport {
    dryRunLines = Map.copyOf(dryRunLines);
    sample = List.copyOf(sample);
  }

  /// What a replay is doing.
  public enum State {
    RUNNING,
    FINISHED,
    /// A run failed and the trigger's error behaviour does not go on; or history could not be read.
    FAILED,
    CANCELLED,
    /// The server ended meanwhile.
    INTERRUPTED
  }

  /// Whether it can go on from its position.
  boolean isUnfinished() {
    return state != State.RUNNING && state != State.FINISHED;
  }

  ReplayReport in(State newState, String newError, OptionalLong newEndNanos) {
    return new ReplayReport(
        id, databaseId, database, triggerId, trigger, dryRun, newState, fromNanos, toNanos, positionNanos, rows, runs,
        failures, linesWritten, newError, startNanos, newEndNanos, dryRunLines, sample);
  }

  ReplayReport at(long newPosition, long moreRows) {
    return new ReplayReport(
        id, databaseId, database, triggerId, trigger, dryRun, state, fromNanos, toNanos, newPosition, rows + moreRows,
        runs, failures, linesWritten, error, startNanos, endNanos, dryRunLines, sample);
  }

  ReplayReport after(RunReport run, DryRunWrites writes) {
    boolean isFailure = run.outcome() == RunRow.Outcome.ERROR;
    return new ReplayReport(
        id, databaseId, database, triggerId, trigger, dryRun, state, fromNanos, toNanos, positionNanos, rows, runs + 1,
        failures + (isFailure ? 1 : 0), linesWritten + run.linesWritten(), isFailure ? run.error() : error, startNanos,
        endNanos, writes.lines(), writes.sample());
  }
}
