package millrace.query;

import static millrace.base.Checks.require;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/// The threads that queries read and compute on, as many as there are processors. A query's own thread takes part, so a
/// query goes on when all of these work for others.
///
/// Threads: any.
public final class QueryWorkers implements AutoCloseable {
  private final int threads;
  private final ExecutorService pool;

  /// @param threads 0 leaves all work to the queries' own threads
  public QueryWorkers(int threads) {
    require(threads >= 0, "%d worker threads", threads);
    this.threads = threads;
    ThreadFactory factory = Thread.ofPlatform().name("query-", 0).daemon().factory();
    this.pool = Executors.newFixedThreadPool(Math.max(1, threads), factory);
  }

  /// How many there are.
  public int threads() {
    return threads;
  }

  /// Runs something when a thread is free; never where there are none.
  public void offer(Runnable work) {
    if (threads > 0 && !pool.isShutdown()) {
      pool.execute(work);
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
