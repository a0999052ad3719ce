package millrace.query.catalog;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import millrace.base.Clock;
import millrace.base.ErrorCode;
import millrace.influxql.Query;
import millrace.query.Cancellation;
import millrace.query.QueryException;
import millrace.query.QueryExecutor;
import millrace.query.QueryOptions;
import millrace.query.ResultSink;

/// The requests being run, as SHOW QUERIES lists and KILL QUERY stops them.
///
/// Threads: any.
public final class RunningQueries {
  private final AtomicLong lastId = new AtomicLong();
  private final Map<Long, Running> running = new ConcurrentSkipListMap<>();

  /// An executor that notes each request here while another one runs it.
  public QueryExecutor noting(QueryExecutor executor, Clock clock) {
    return (statements, options, sink) -> {
      long id = lastId.incrementAndGet();
      running.put(id, new Running(new Query(statements), options, clock.nowNanos()));
      try {
        executor.execute(statements, options, sink);
      } finally {
        running.remove(id);
      }
    };
  }

  /// Stops a request before its next batch.
  ///
  /// @throws QueryException `no such query id: N`
  void kill(long id) {
    Running query = running.get(id);
    if (query == null) {
      throw new QueryException(ErrorCode.NOT_FOUND, "no such query id: " + Long.toUnsignedString(id));
    }
    query.options().cancellation().cancel("query interrupted");
  }

  void list(ResultSink sink, Clock clock) {
    Listing listing = Listing.of(sink, "", "qid", "query", "database", "duration", "status");
    running.forEach((id, query) -> {
      long nanos = Math.max(0, clock.nowNanos() - query.startNanos());
      listing.add(
          id,
          query.query().toString(),
          query.options().database(),
          GoDurations.rough(nanos),
          status(query.options().cancellation()));
    });
    listing.endEvenIfEmpty();
  }

  private static String status(Cancellation cancellation) {
    return cancellation.reason().isPresent() ? "killed" : "running";
  }

  /// One request; its text is printed only when somebody asks.
  private record Running(Query query, QueryOptions options, long startNanos) {}
}
