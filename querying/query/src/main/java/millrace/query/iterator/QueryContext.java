package millrace.query.iterator;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import millrace.base.ErrorCode;
import millrace.query.Cancellation;
import millrace.query.MemoryPool;
import millrace.query.QueryException;
import millrace.query.QueryLimits;
import millrace.query.QueryWorkers;
import millrace.query.batch.Allowance;
import millrace.query.batch.GroupTable;

/// What all iterators of one statement share.
///
/// Threads: groups one at a time; all else any.
public final class QueryContext implements AutoCloseable {
  private final Cancellation cancellation;
  private final QueryLimits limits;
  private final MemoryPool.Share memory;
  private final GroupTable groups;
  private final QueryWorkers workers;
  private int running;
  private volatile boolean isClosed;
  private final LongAdder pointsRead = new LongAdder();
  private final LongAdder pointsPassed = new LongAdder();
  private Optional<Profile> profile = Optional.empty();

  /// @param memory what the statement may take, closed by whoever opened it
  /// @param workers threads that may help
  public QueryContext(
      Cancellation cancellation, QueryLimits limits, MemoryPool.Share memory, QueryWorkers workers) {
    this.workers = workers;
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

  /// Points taken from the store so far, those passed over included.
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
    if (isClosed) {
      throw new QueryException(ErrorCode.CANCELLED, "query is over");
    }
    cancellation.check();
  }

  /// Points that were not read because their page's figures told enough.
  public long pointsPassed() {
    return pointsPassed.sum();
  }

  /// Measures all iterators made from now on.
  public void measure(Profile into) {
    profile = Optional.of(into);
  }

  /// The iterator, measured under a name where the statement is.
  public BatchIterator measured(String name, BatchIterator iterator) {
    return profile.map(p -> p.measured(name, iterator)).orElse(iterator);
  }

  /// Counts points of a page that is passed over. They count as read for the limit, which must not depend on pages.
  ///
  /// @throws QueryException as [#countPoints]
  public void passPoints(int points) {
    pointsPassed.add(points);
    countPoints(points);
  }

  /// Counts points read from the store.
  ///
  /// @throws QueryException when there were too many, or the query has to stop
  public void countPoints(int points) {
    checkCancelled();
    pointsRead.add(points);
    if (limits.maxPoints() > 0 && pointsRead() > limits.maxPoints()) {
      throw new QueryException(
          ErrorCode.LIMIT_EXCEEDED,
          "max-select-point limit exceeed: (" + pointsRead() + "/" + limits.maxPoints() + ")");
    }
  }

  /// Threads that may help with morsels.
  public int helpers() {
    return workers.threads();
  }

  /// Lets a helping thread do a piece of work before it is asked for.
  ///
  /// @return the work, to be asked for its result
  public <T> Morsel<T> begin(Callable<T> work) {
    Morsel<T> morsel = new Morsel<>(() -> counted(work));
    workers.offer(morsel);
    return morsel;
  }

  private <T> T counted(Callable<T> work) throws Exception {
    synchronized (this) {
      checkCancelled();
      running++;
    }
    try {
      return work.call();
    } finally {
      synchronized (this) {
        running--;
        notifyAll();
      }
    }
  }

  /// Ends all morsels that are not done, and waits for those being worked on, so that nothing is read any more.
  @Override
  public synchronized void close() {
    isClosed = true;
    boolean isInterrupted = false;
    while (running > 0) {
      try {
        wait();
      } catch (InterruptedException interrupted) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
