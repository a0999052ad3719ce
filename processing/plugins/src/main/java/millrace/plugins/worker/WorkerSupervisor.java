package millrace.plugins.worker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import millrace.base.Clock;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens and supervises plugin workers: one Python process per trigger, started from one interpreter, spoken to over a
/// Unix domain socket in frames of marshalled values.
///
/// # Why processes
///
/// Plugins are anybody's code. Inside the server they could end it with one call of `os._exit`, a segmentation fault in
/// an extension, or a C loop that never gives up the interpreter lock; in a process of their own each of these is one
/// failed call. Objects that live in a plugin's cache (connections, locks) cannot move, so a trigger keeps its process
/// and a pool of interchangeable workers is impossible. The hand-over costs about 25 microseconds a call and 0.8 a row.
///
/// # Who does what
///
/// - [WorkerHub]: the socket, the private folder, the handshake by token.
/// - [ProcessSpawner]: the one thread that starts processes and outlives them.
/// - [SupervisedWorker]: the calls of one trigger: begun, ended, cancelled, out of time.
/// - [ProcessSupply]: its process as time goes by: started, dead, restarted with back-off, resting; and its lanes.
/// - [SpareWorker]: the one process that is started before anybody needs it.
/// - [WorkerProcess]: one process: lanes, control channel, output, end.
/// - [Conversation] on a [Lane]: one call.
/// - [RunningCall]: ends a call before its time.
///
/// # What holds
///
/// - A call always ends: completed, failed, died, timed out or cancelled. The next one is answered.
/// - No process outlives the server: each is tethered by its standard input and by the kernel's parent-death signal,
///   and takes its process group along.
/// - What comes from a worker is checked byte by byte before it is believed.
///
/// Threads: any.
public final class WorkerSupervisor implements PluginWorkers, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerSupervisor.class);
  private static final long WATCH_SECONDS = 1;

  private final WorkerSettings settings;
  private final Clock clock;
  private final ProcessSpawner spawner = new ProcessSpawner();
  private final ScheduledThreadPoolExecutor timer;
  private final WorkerHub hub;
  private final SpareWorker spare;
  private final Map<String, GlobalCache> globalCaches = new ConcurrentHashMap<>();
  private final Set<SupervisedWorker> workers = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /// Opens the socket; starts no process yet.
  ///
  /// @throws MillraceException when the private folder or the socket cannot be made
  public WorkerSupervisor(WorkerSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.timer = newTimer();
    this.spare = new SpareWorker(this::start);
    try {
      this.hub = WorkerHub.open(settings.socketFolder(), timer);
    } catch (IOException e) {
      timer.shutdown();
      spawner.close();
      throw new MillraceException(
          ErrorCode.STORE_UNAVAILABLE, "opening the plugin workers' socket below " + settings.socketFolder(), e);
    }
    timer.scheduleAtFixedRate(this::watch, WATCH_SECONDS, WATCH_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public PluginWorker open(WorkerSpec spec) {
    if (closed) {
      throw new MillraceException(ErrorCode.SHUTTING_DOWN, "the processing engine is stopping");
    }
    GlobalCache cache =
        globalCaches.computeIfAbsent(spec.caches().namespace(), _ -> new GlobalCache(clock));
    SupervisedWorker worker =
        new SupervisedWorker(spec, this::launch, new Workshop(clock, timer, workers::remove), cache);
    workers.add(worker);
    worker.start();
    return worker;
  }

  /// Replaces every process as soon as no call runs in it, so that replaced packages are imported afresh. Local caches
  /// go with the processes.
  public void renew() {
    workers.forEach(SupervisedWorker::renew);
  }

  /// Closes all workers at once and removes the socket; takes the longest grace time at most. Harmless when repeated.
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    List<Thread> closing = new ArrayList<>();
    for (SupervisedWorker worker : workers) {
      closing.add(Thread.ofVirtual().start(worker::close));
    }
    try {
      for (Thread thread : closing) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    spare.close();
    hub.close();
    timer.shutdownNow();
    spawner.close();
  }

  /// The process that waits for a trigger.
  Optional<WorkerProcess> spare() {
    return spare.ready();
  }

  /// A process for a trigger: the spare one, where it suits. Another spare is started after it.
  private WorkerProcess launch(WorkerSpec spec) throws WorkerProcess.StartFailure {
    Optional<WorkerProcess> found = spare.take(spec);
    WorkerProcess process = found.isPresent() ? found.get() : start(spec);
    spare.prepare(spec);
    return process;
  }

  private WorkerProcess start(WorkerSpec spec) throws WorkerProcess.StartFailure {
    return WorkerProcess.start(hub, spawner, settings, spec, clock);
  }

  /// Each second: memory, idle processes, and a spare that nobody will need.
  private void watch() {
    try {
      watchMemory();
      for (SupervisedWorker worker : workers) {
        if (!worker.spec().limits().idle().isZero()) {
          worker.restIfIdle();
        }
      }
      if (workers.isEmpty()) {
        spare.end();
      }
    } catch (RuntimeException e) {
      // An exception would end the watch for good.
      LOG.error("watching the plugin workers failed", e);
    }
  }

  private void watchMemory() {
    for (SupervisedWorker worker : workers) {
      long limit = worker.spec().limits().memoryBytes();
      if (limit > 0) {
        worker.process().ifPresent(process -> killIfAbove(process, limit));
      }
    }
  }

  private static void killIfAbove(WorkerProcess process, long limitBytes) {
    OptionalLong resident = process.residentBytes();
    if (resident.isPresent() && resident.getAsLong() > limitBytes) {
      process.kill(
          "memory limit of %d bytes exceeded: %d bytes resident".formatted(limitBytes, resident.getAsLong()));
    }
  }

  private static ScheduledThreadPoolExecutor newTimer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("plugin-timer").factory());
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }
}
