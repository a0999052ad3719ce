package millrace.query.catalog;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import millrace.base.Clock;
import millrace.base.ErrorCode;
import millrace.influxql.Query;
import millrace.influxql.Statement;
import millrace.query.Cancellation;
import millrace.query.QueryException;
import millrace.query.QueryExecutor;
import millrace.query.QueryOptions;
import millrace.query.ResultHead;
import millrace.query.ResultSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The requests being run, as SHOW QUERIES lists and KILL QUERY stops them. One that runs too long is stopped, one that
/// took long is logged.
///
/// Threads: any.
public final class RunningQueries {
  private static final Logger LOG = LoggerFactory.getLogger(RunningQueries.class);

  private final AtomicLong lastId = new AtomicLong();
  private final Map<Long, Running> running = new ConcurrentSkipListMap<>();
  private final Duration timeout;
  private final Duration logAfter;

  /// Nothing is stopped for its time, nothing is logged.
  public RunningQueries() {
    this(Duration.ZERO, Duration.ZERO);
  }

  /// @param timeout how long a request may run; zero for any time
  /// @param logAfter how long a request may run without being logged; zero logs none
  public RunningQueries(Duration timeout, Duration logAfter) {
    this.timeout = timeout;
    this.logAfter = logAfter;
  }

  /// An executor that notes each request here while another one runs it.
  public QueryExecutor noting(QueryExecutor executor, Clock clock) {
    return new Noting(executor, clock);
  }

  private final class Noting implements QueryExecutor {
    private final QueryExecutor executor;
    private final Clock clock;

    private Noting(QueryExecutor executor, Clock clock) {
      this.executor = executor;
      this.clock = clock;
    }

    @Override
    public void execute(List<Statement> statements, QueryOptions options, ResultSink sink) {
      long id = lastId.incrementAndGet();
      Running request = new Running(new Query(statements), options, clock.nowNanos());
      running.put(id, request);
      CompletableFuture<Void> done = stopInTime(options.cancellation());
      try {
        executor.execute(statements, options, sink);
      } finally {
        done.complete(null);
        running.remove(id);
        logIfSlow(id, request, clock);
      }
    }

    @Override
    public Optional<ResultHead> head(Statement statement, QueryOptions options) {
      return executor.head(statement, options);
    }
  }

  private CompletableFuture<Void> stopInTime(Cancellation cancellation) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (timeout.isPositive()) {
      done.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
          .whenComplete((_, late) -> {
            if (late != null) {
              cancellation.cancel("query-timeout limit exceeded");
            }
          });
    }
    return done;
  }

  private void logIfSlow(long id, Running request, Clock clock) {
    long nanos = clock.nowNanos() - request.startNanos();
    if (logAfter.isPositive() && nanos >= logAfter.toNanos()) {
      LOG.atWarn()
          .addKeyValue("qid", id)
          .addKeyValue("database", request.options().database())
          .addKeyValue("duration", GoDurations.text(nanos))
          .addKeyValue("threshold", GoDurations.text(logAfter.toNanos()))
          .log("Detected slow query: {}", request.query());
    }
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
