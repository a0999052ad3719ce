package millrace.query.continuous;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import millrace.base.Clock;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.base.TimeSpan;
import millrace.catalog.CatalogState;
import millrace.catalog.ContinuousQuery;
import millrace.catalog.Database;
import millrace.query.Cancellation;
import millrace.query.QueryExecutor;
import millrace.query.QueryLimits;
import millrace.query.QueryOptions;
import millrace.query.catalog.ServerDiagnostics.Module;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the continuous queries of the catalog that are due.
///
/// A run is noted after its points are written, so a window is computed again after a crash, never left out: writing a
/// window again writes the same points. What fails is logged and counted and its turn is over, as in InfluxDB, but for
/// faults of the store, after which it is tried again.
///
/// Threads: [#tick] is called by one thread; the others by any.
public final class ContinuousQueries {
  private static final Logger LOG = LoggerFactory.getLogger(ContinuousQueries.class);

  private final Supplier<CatalogState> catalog;
  private final QueryExecutor executor;
  private final RunTimes times;
  private final Clock clock;
  private final Map<String, Long> saved;
  private final Map<String, Job> jobs = new ConcurrentSkipListMap<>();
  private volatile Cancellation current = new Cancellation();
  private volatile boolean stopped;

  /// @param times read now and written after each round in which something ran
  public ContinuousQueries(Supplier<CatalogState> catalog, QueryExecutor executor, RunTimes times, Clock clock) {
    this.catalog = catalog;
    this.executor = executor;
    this.times = times;
    this.clock = clock;
    this.saved = new TreeMap<>(times.load());
  }

  /// Runs what is due now, one query after the other.
  public void tick() {
    CatalogState state = catalog.get();
    Map<String, Job> found = new TreeMap<>();
    for (Database database : state.databases()) {
      if (!database.isDeleted()) {
        database.continuousQueries().forEach(query -> job(database, query).ifPresent(job -> found.put(key(job), job)));
      }
    }
    jobs.keySet().retainAll(found.keySet());
    for (Job job : found.values()) {
      if (!stopped) {
        run(job, clock.nowNanos());
      }
    }
    save();
  }

  /// Ends the run that is going on, and takes up none any more.
  public void stop() {
    stopped = true;
    current.cancel("server is shutting down");
  }

  /// Counts: of all queries together, then of each. Gone with the process.
  public List<Module> statistics() {
    TreeMap<String, Object> all = new TreeMap<>();
    all.put("queryFail", jobs.values().stream().mapToLong(Job::failures).sum());
    all.put("queryOk", jobs.values().stream().mapToLong(Job::successes).sum());
    List<Module> modules = new ArrayList<>();
    modules.add(new Module("cq", new TreeMap<>(), all));
    jobs.values().forEach(job -> modules.add(job.statistics()));
    return modules;
  }

  private static String key(Job job) {
    return job.database() + "/" + job.name();
  }

  /// The job of a query; a new one when its text is new. Names of databases have no slash.
  private Optional<Job> job(Database database, ContinuousQuery query) {
    String key = database.name() + "/" + query.name();
    Job known = jobs.get(key);
    if (known != null && known.text().equals(query.text())) {
      return Optional.of(known);
    }
    try {
      Job fresh = new Job(database.name(), query.name(), query.text());
      Optional.ofNullable(known == null ? saved.get(key) : null).ifPresent(fresh::ranAt);
      jobs.put(key, fresh);
      return Optional.of(fresh);
    } catch (MillraceException unreadable) {
      LOG.error("continuous query {} on {} cannot be read: {}", query.name(), database.name(), unreadable.getMessage());
      return Optional.empty();
    }
  }

  private void run(Job job, long nowNanos) {
    Optional<Schedule.Due> due;
    try {
      due = job.due(nowNanos);
    } catch (MillraceException refusal) {
      // Comes again each second: counted once.
      if (job.isNews(refusal.getMessage())) {
        fail(job, refusal.getMessage());
      }
      return;
    }
    if (due.isPresent() && (due.get().span().isEmpty() || written(job, due.get().span().get(), nowNanos))) {
      job.ranAt(due.get().lastRunNanos());
    }
  }

  /// Whether the run is over and done with, well or not.
  private boolean written(Job job, TimeSpan span, long nowNanos) {
    WrittenCount written = new WrittenCount();
    Cancellation cancellation = new Cancellation();
    current = cancellation;
    QueryOptions options =
        new QueryOptions(job.database(), "", nowNanos, false, cancellation, QueryLimits.NONE);
    if (stopped) {
      return false;
    }
    executor.execute(List.of(job.over(span, nowNanos)), options, written);
    if (written.failure().isEmpty()) {
      job.succeeded(written.points(), clock.nowNanos() - nowNanos);
      LOG.debug("continuous query {} on {} wrote {} points of {}", job.name(), job.database(), written.points(), span);
      return true;
    }
    fail(job, written.message());
    return !isPassing(written.failure().get());
  }

  private static boolean isPassing(ErrorCode code) {
    return code == ErrorCode.STORE_UNAVAILABLE || code == ErrorCode.SHUTTING_DOWN || code == ErrorCode.CANCELLED;
  }

  /// Logged unless the log has it already, which would fill it with a line each second.
  private static void fail(Job job, String message) {
    if (job.isNews(message)) {
      LOG.error("error executing continuous query {} on {}: {}", job.name(), job.database(), message);
    }
    job.failed(message);
  }

  private void save() {
    Map<String, Long> now = new TreeMap<>();
    jobs.forEach((key, job) -> job.lastRunNanos().ifPresent(nanos -> now.put(key, nanos)));
    if (now.equals(saved)) {
      return;
    }
    try {
      times.save(now);
      saved.clear();
      saved.putAll(now);
    } catch (MillraceException unavailable) {
      LOG.warn("last runs of continuous queries are not saved, to be tried again: {}", unavailable.getMessage());
    }
  }
}
