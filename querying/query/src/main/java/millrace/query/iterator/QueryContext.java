package millrace.query.iterator;

import java.util.concurrent.atomic.LongAdder;
import millrace.base.ErrorCode;
import millrace.query.Cancellation;
import millrace.query.MemoryPool;
import millrace.query.QueryException;
import millrace.query.QueryLimits;
import millrace.query.batch.Allowance;
import millrace.query.batch.GroupTable;

/// What all iterators of one statement share.
///
/// Threads: groups one at a time; all else any.
public final class QueryContext {
  private final Cancellation cancellation;
  private final QueryLimits limits;
  private final MemoryPool.Share memory;
  private final GroupTable groups;
  private final LongAdder pointsRead = new LongAdder();

  /// @param memory what the statement may take, closed by whoever opened it
  public QueryContext(Cancellation cancellation, QueryLimits limits, MemoryPool.Share memory) {
    this.cancellation = cancellation;
    this.limits = limits;
    this.memory = memory;
    this.groups = new GroupTable(memory);
  }

  /// Memory for what grows with data. Threads: any.
  public Allowance memory() {
    return memory;
  }

  /// What the statement holds now, by that account.
  public long usedBytes() {
    return memory.usedBytes();
  }

  /// Points read from the store so far.
  public long pointsRead() {
    return pointsRead.sum();
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
    pointsRead.add(points);
    if (limits.maxPoints() > 0 && pointsRead() > limits.maxPoints()) {
      throw new QueryException(
          ErrorCode.LIMIT_EXCEEDED,
          "max-select-point limit exceeed: (" + pointsRead() + "/" + limits.maxPoints() + ")");
    }
  }
}
