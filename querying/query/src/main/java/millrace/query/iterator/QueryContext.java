package millrace.query.iterator;

import millrace.query.Cancellation;
import millrace.query.QueryException;
import millrace.query.QueryLimits;
import millrace.query.batch.GroupTable;

/// What all iterators of one statement share.
///
/// Threads: one at a time, but for the cancellation.
public final class QueryContext {
  private final Cancellation cancellation;
  private final QueryLimits limits;
  private final GroupTable groups = new GroupTable();
  private long pointsRead;

  public QueryContext(Cancellation cancellation, QueryLimits limits) {
    this.cancellation = cancellation;
    this.limits = limits;
  }

  /// The statement's groups.
  public GroupTable groups() {
    return groups;
  }

  public QueryLimits limits() {
    return limits;
  }

  /// To be called once per batch.
  ///
  /// @throws QueryException when the query has to stop
  public void checkCancelled() {
    cancellation.check();
  }

  /// Counts points read from the store.
  ///
  /// @throws QueryException when there were too many, or the query has to stop
  public void countPoints(int points) {
    cancellation.check();
    pointsRead += points;
    if (limits.maxPoints() > 0 && pointsRead > limits.maxPoints()) {
      throw new QueryException(
          millrace.base.ErrorCode.LIMIT_EXCEEDED,
          "max-select-point limit exceeed: (" + pointsRead + "/" + limits.maxPoints() + ")");
    }
  }
}
