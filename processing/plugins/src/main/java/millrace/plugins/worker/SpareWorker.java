package millrace.plugins.worker;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One process that is started and belongs to nobody yet, so that a new trigger, or one whose process died, does not wait
/// for Python to start. Nothing has run in it.
///
/// There is one spare at most, and none before the first trigger.
///
/// Threads: any; the lock guards the fields, and no process is started or ended under it.
final class SpareWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpareWorker.class);
  private static final Duration END_PATIENCE = Duration.ofSeconds(1);

  private final ProcessSupply.Launcher launcher;
  private Optional<WorkerProcess> ready = Optional.empty();
  private boolean starting;
  private boolean closed;

  /// @param launcher starts a process; blocks until it is ready
  SpareWorker(ProcessSupply.Launcher launcher) {
    this.launcher = launcher;
  }

  /// The process that waits, if one does.
  synchronized Optional<WorkerProcess> ready() {
    return ready;
  }

  /// The spare, from now on the trigger's; empty where there is none that suits.
  synchronized Optional<WorkerProcess> take(WorkerSpec spec) {
    Optional<WorkerProcess> taken = ready.filter(process -> process.suits(spec));
    if (taken.isPresent()) {
      taken.get().adopt(spec);
      ready = Optional.empty();
    }
    return taken;
  }

  /// Starts a spare like the process of a trigger, in the background, unless there is one.
  void prepare(WorkerSpec like) {
    WorkerSpec spec = new WorkerSpec("", "spare", 1, Map.of(), like.limits(), CacheScope.PRODUCTION);
    synchronized (this) {
      if (closed || starting || ready.filter(process -> process.suits(spec)).isPresent()) {
        return;
      }
      starting = true;
    }
    Thread.ofVirtual().name("plugin-spare").start(() -> launch(spec));
  }

  /// Ends the spare; a later [#prepare] starts another.
  void end() {
    Optional<WorkerProcess> old;
    synchronized (this) {
      old = ready;
      ready = Optional.empty();
    }
    old.ifPresent(process -> Thread.ofVirtual().start(() -> process.end(END_PATIENCE)));
  }

  /// Ends the spare for good.
  @Override
  public void close() {
    Optional<WorkerProcess> last;
    synchronized (this) {
      closed = true;
      last = ready;
      ready = Optional.empty();
    }
    last.ifPresent(process -> process.kill("closed"));
  }

  private void launch(WorkerSpec spec) {
    Optional<WorkerProcess> started = Optional.empty();
    try {
      started = Optional.of(launcher.start(spec));
    } catch (WorkerProcess.StartFailure e) {
      LOG.debug("no spare worker: {}", e.getMessage());
    } finally {
      Optional<WorkerProcess> unwanted = keep(started);
      unwanted.ifPresent(process -> process.kill("closed"));
    }
  }

  /// @return a process that is not wanted, such as a former spare
  private synchronized Optional<WorkerProcess> keep(Optional<WorkerProcess> started) {
    starting = false;
    if (closed) {
      return started;
    }
    Optional<WorkerProcess> former = ready;
    ready = started;
    return former;
  }
}
