package millrace.plugins;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.base.TimeSpan;
import millrace.catalog.CatalogState;
import millrace.objectstore.ObjectStore;
import millrace.objectstore.StoredObject;
import millrace.plugins.ReplayReport.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs of write plugins over stored history: those under way, and what became of earlier ones. Each is an object in the
/// store, put after every run, so that one that a crash ended can go on where it was.
///
/// Threads: any. A replay runs on a thread of its own, in a process of its own.
final class Replays implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Replays.class);
  private static final int MAX_KEPT = 100;
  private static final int MAX_RUNNING = 4;

  private final ObjectStore store;
  private final String prefix;
  private final ObjectMapper json =
      new ObjectMapper().registerModule(new Jdk8Module()).disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /// Guarded by itself: the newest report of each replay.
  private final TreeMap<Long, ReplayReport> reports = new TreeMap<>();

  private final Map<Long, Replay> running = new ConcurrentHashMap<>();
  private long newest;

  private Replays(ObjectStore store, String prefix) {
    this.store = store;
    this.prefix = prefix + "/";
  }

  /// Reads what earlier processes left; what ran then was interrupted.
  static Replays open(ObjectStore store, String prefix) {
    Replays replays = new Replays(store, prefix);
    store.list(replays.prefix, "").forEach(replays::load);
    return replays;
  }

  /// Begins one.
  ///
  /// @param trigger a write trigger
  /// @throws MillraceException with code CONFLICT when one of this trigger runs, LIMIT_EXCEEDED when too many run
  ReplayReport begin(ReplayWork work, Trigger trigger, CatalogState state, TimeSpan span, boolean dryRun) {
    ReplayReport report;
    synchronized (reports) {
      checkRoom(trigger);
      long id = ++newest;
      report =
          new ReplayReport(
              id, trigger.databaseId(), trigger.database(), trigger.id(), trigger.name(), dryRun, State.RUNNING,
              span.startNanos(), span.endNanos(), span.startNanos(), 0, 0, 0, 0, "", work.nowNanos(),
              OptionalLong.empty(), Map.of(), List.of());
      reports.put(id, report);
    }
    return start(work, trigger, state, report);
  }

  /// Goes on with one that did not finish.
  ///
  /// @throws MillraceException with code CONFLICT when it finished or one of its trigger runs
  ReplayReport resume(ReplayWork work, Trigger trigger, CatalogState state, long id) {
    ReplayReport report;
    synchronized (reports) {
      report = require(id);
      if (!report.isUnfinished()) {
        throw new MillraceException(
            ErrorCode.CONFLICT, "replay " + id + " cannot be resumed, it is " + report.state().name().toLowerCase(Locale.ROOT));
      }
      checkRoom(trigger);
      report = report.in(State.RUNNING, "", OptionalLong.empty());
      reports.put(id, report);
    }
    return start(work, trigger, state, report);
  }

  /// @throws MillraceException with code NOT_FOUND
  ReplayReport require(long id) {
    synchronized (reports) {
      ReplayReport report = reports.get(id);
      if (report == null) {
        throw new MillraceException(ErrorCode.NOT_FOUND, "there is no replay " + id);
      }
      return report;
    }
  }

  /// Those of one database, or of all for an empty id, oldest first.
  List<ReplayReport> all(OptionalLong databaseId) {
    synchronized (reports) {
      return reports.values().stream()
          .filter(report -> databaseId.isEmpty() || report.databaseId() == databaseId.getAsLong())
          .toList();
    }
  }

  /// Ends one after its present run is cancelled; harmless for one that does not run.
  void cancel(long id) {
    Optional.ofNullable(running.get(require(id).id())).ifPresent(Replay::cancel);
  }

  /// Ends all that run; they can be resumed.
  @Override
  public void close() {
    running.values().forEach(Replay::interrupt);
  }

  /// Takes note of progress, durably.
  void note(ReplayReport report) {
    synchronized (reports) {
      reports.put(report.id(), report);
    }
    try {
      store.put(name(report.id()), encode(report));
    } catch (MillraceException e) {
      LOG.warn("progress of replay {} cannot be stored now: {}", report.id(), e.getMessage());
    }
  }

  private ReplayReport start(ReplayWork work, Trigger trigger, CatalogState state, ReplayReport report) {
    Replay replay = new Replay(work, trigger, state, report, this);
    running.put(report.id(), replay);
    note(report);
    forgetOld();
    work.run(
        () -> {
          try {
            replay.run();
          } finally {
            running.remove(report.id());
          }
        });
    return report;
  }

  private void checkRoom(Trigger trigger) {
    List<ReplayReport> now = reports.values().stream().filter(report -> report.state() == State.RUNNING).toList();
    Optional<ReplayReport> own = now.stream().filter(report -> report.triggerId() == trigger.id()).findFirst();
    if (own.isPresent()) {
      throw new MillraceException(
          ErrorCode.CONFLICT, "replay " + own.get().id() + " of trigger '" + trigger.name() + "' is running");
    }
    if (now.size() >= MAX_RUNNING) {
      throw new MillraceException(ErrorCode.LIMIT_EXCEEDED, now.size() + " replays are running; wait for one to end");
    }
  }

  private void forgetOld() {
    List<Long> old;
    synchronized (reports) {
      List<Long> ended =
          reports.values().stream().filter(report -> report.state() != State.RUNNING).map(ReplayReport::id).toList();
      old = ended.subList(0, Math.max(0, ended.size() - MAX_KEPT));
      reports.keySet().removeAll(old);
    }
    old.forEach(id -> store.delete(name(id)));
  }

  private void load(StoredObject object) {
    try {
      ReplayReport report = json.readValue(store.get(object.name()).orElse(new byte[0]), ReplayReport.class);
      boolean wasRunning = report.state() == State.RUNNING;
      reports.put(report.id(), wasRunning ? report.in(State.INTERRUPTED, report.error(), report.endNanos()) : report);
      newest = Math.max(newest, report.id());
    } catch (IOException e) {
      LOG.warn("the record of a replay is damaged and left out: {}", object.name());
    }
  }

  private byte[] encode(ReplayReport report) {
    try {
      return json.writeValueAsBytes(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of plain values cannot fail to become JSON", e);
    }
  }

  private String name(long id) {
    return prefix + String.format(Locale.ROOT, "%010d", id) + ".json";
  }
}
