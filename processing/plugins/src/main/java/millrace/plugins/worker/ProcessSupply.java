package millrace.plugins.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The process of one trigger, and who may use its lanes.
///
/// States of the process: none, starting, ready. A new one is started at once for one that dies, so that the next call
/// finds it ready. When processes die in a row without answering any call, the next one waits: nothing after the first
/// death, then 0.1 s, doubling to 30 s; it is then started only when a call wants it.
///
/// A process that had no call for the idle time and says that it keeps nothing between calls is ended; the next call
/// starts one.
///
/// Threads: any. The lock guards the process and its state; nothing waits for I/O under it.
final class ProcessSupply {
  private static final long FIRST_BACK_OFF_MILLIS = 100;
  private static final long LONGEST_BACK_OFF_MILLIS = 30_000;

  /// Time a process gets to end by itself once no call keeps it.
  private static final Duration END_PATIENCE = Duration.ofSeconds(1);

  private final WorkerSpec spec;
  private final Launcher launcher;
  private final Workshop workshop;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private WorkerProcess ready;
  private WorkerProcess stale;
  private boolean starting;
  private boolean closed;
  private int busyLanes;
  private long lastUsedNanos;
  private int deathsInARow;
  private long notBeforeNanos;
  private long failedStarts;
  private CallOutcome.WorkerDied lastFailure = new CallOutcome.WorkerDied("not started", List.of());

  /// Starts a process for a spec; blocks until it is ready.
  @FunctionalInterface
  interface Launcher {
    WorkerProcess start(WorkerSpec spec) throws WorkerProcess.StartFailure;
  }

  ProcessSupply(WorkerSpec spec, Launcher launcher, Workshop workshop) {
    this.spec = spec;
    this.launcher = launcher;
    this.workshop = workshop;
  }

  /// Starts the first process in the background.
  void start() {
    lock.lock();
    try {
      startProcess();
    } finally {
      lock.unlock();
    }
  }

  /// Replaces the process at the next moment in which no call runs; the trigger's cache goes with it.
  void renew() {
    lock.lock();
    try {
      stale = ready;
    } finally {
      lock.unlock();
    }
    endStale();
  }

  /// The process now ready.
  Optional<WorkerProcess> process() {
    lock.lock();
    try {
      return Optional.ofNullable(ready);
    } finally {
      lock.unlock();
    }
  }

  /// Waits for a lane; false when closed or when the call ended meanwhile.
  boolean takeLane(RunningCall call) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (busyLanes >= spec.lanes()) {
        if (closed || call.ending() != RunningCall.Ending.NONE) {
          return false;
        }
        changed.await();
      }
      busyLanes++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Ends what [#takeLane] began.
  void giveLaneBack() {
    lock.lock();
    try {
      busyLanes--;
      lastUsedNanos = workshop.clock().nowNanos();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    endStale();
  }

  /// Has waiting calls look at how they stand.
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Starts no process any more.
  ///
  /// @return false when it was closed before
  boolean close() {
    lock.lock();
    try {
      boolean first = !closed;
      closed = true;
      return first;
    } finally {
      lock.unlock();
    }
  }

  /// Ends the process once no call runs, or after the grace time and a little more.
  void endWhenIdle() {
    awaitIdle().ifPresent(process -> process.end(END_PATIENCE));
  }

  /// The process, once there is one; empty when closed, cancelled, when it failed to start meanwhile, or when it is not
  /// to be tried again soon.
  Optional<WorkerProcess> awaitReady(RunningCall call, long patienceNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long failedBefore = failedStarts;
      while (!closed && call.ending() == RunningCall.Ending.NONE && failedStarts == failedBefore) {
        if (ready != null && ready.isAlive()) {
          return Optional.of(ready);
        }
        long waitNanos = notBeforeNanos - workshop.clock().nowNanos();
        if (starting || ready != null) {
          changed.await();
        } else if (waitNanos > patienceNanos) {
          return Optional.empty();
        } else if (waitNanos > 0) {
          changed.await(waitNanos, TimeUnit.NANOSECONDS);
        } else {
          startProcess();
        }
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /// Why the last process could not be had.
  CallOutcome lastFailure() {
    lock.lock();
    try {
      return lastFailure;
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /// A process answered a call: whatever died before it is forgotten.
  void answered() {
    lock.lock();
    try {
      deathsInARow = 0;
      notBeforeNanos = 0;
    } finally {
      lock.unlock();
    }
  }

  /// Ends the process if it was idle for long and keeps nothing. Returns at once; the process is asked in the background,
  /// all lanes taken meanwhile, so that no call meets a process that is being ended.
  void restIfIdle() {
    WorkerProcess idle;
    lock.lock();
    try {
      long idleNanos = workshop.clock().nowNanos() - lastUsedNanos;
      if (closed || ready == null || stale != null || busyLanes > 0 || idleNanos < spec.limits().idle().toNanos()) {
        return;
      }
      idle = ready;
      busyLanes = spec.lanes();
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual().name("plugin-rest-" + spec.trigger()).start(() -> rest(idle));
  }

  private void rest(WorkerProcess idle) {
    var deadline = workshop.timer().schedule(
        () -> idle.kill("did not answer while idle"), END_PATIENCE.multipliedBy(10).toMillis(), TimeUnit.MILLISECONDS);
    boolean isOver;
    try {
      isOver = idle.keepsNothing();
    } catch (IOException e) {
      // Its exit, if it is one, is noticed as ever; a process that answers nonsense must go.
      idle.kill("broke off: " + e.getMessage());
      isOver = false;
    }
    deadline.cancel(false);
    lock.lock();
    try {
      busyLanes = 0;
      lastUsedNanos = workshop.clock().nowNanos();
      isOver = isOver && ready == idle;
      if (isOver) {
        ready = null;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (isOver) {
      idle.end(END_PATIENCE);
    }
    endStale();
  }

  private void endStale() {
    WorkerProcess old;
    lock.lock();
    try {
      if (stale == null || busyLanes > 0) {
        return;
      }
      old = stale;
      stale = null;
      if (ready != old || closed) {
        return;
      }
      ready = null;
      startProcess();
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual().start(() -> old.end(END_PATIENCE));
  }

  /// Waits until no call runs, or for the grace time and a little more; returns the process to be ended.
  private Optional<WorkerProcess> awaitIdle() {
    long patience = spec.limits().grace().plus(END_PATIENCE).toNanos();
    lock.lock();
    try {
      while (busyLanes > 0 && patience > 0) {
        patience = changed.awaitNanos(patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    return process();
  }

  /// Under the lock.
  private void startProcess() {
    starting = true;
    Thread.ofVirtual().name("plugin-start-" + spec.trigger()).start(this::launch);
  }

  private void launch() {
    try {
      WorkerProcess process = launcher.start(spec);
      started(process);
    } catch (WorkerProcess.StartFailure failure) {
      startFailed(new CallOutcome.WorkerDied(failure.getMessage(), failure.lastOutput()));
    } catch (RuntimeException | Error e) {
      startFailed(new CallOutcome.WorkerDied("did not start: " + e, List.of()));
      throw e;
    }
  }

  private void started(WorkerProcess process) {
    boolean unwanted;
    lock.lock();
    try {
      starting = false;
      unwanted = closed;
      lastUsedNanos = workshop.clock().nowNanos();
      if (!unwanted) {
        ready = process;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (unwanted) {
      process.kill("closed");
    } else {
      process.onExit().thenAccept(this::exited);
    }
  }

  private void startFailed(CallOutcome.WorkerDied failure) {
    lock.lock();
    try {
      starting = false;
      failedStarts++;
      lastFailure = failure;
      backOff();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void exited(WorkerProcess process) {
    lock.lock();
    try {
      if (ready != process) {
        return;
      }
      ready = null;
      lastFailure = new CallOutcome.WorkerDied("processes of this trigger keep ending", List.of());
      backOff();
      if (!closed && deathsInARow == 1) {
        startProcess();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Under the lock: counts a death.
  private void backOff() {
    deathsInARow++;
    if (deathsInARow > 1) {
      int doublings = Math.min(deathsInARow - 2, 20);
      long millis = Math.min(LONGEST_BACK_OFF_MILLIS, FIRST_BACK_OFF_MILLIS << doublings);
      notBeforeNanos = workshop.clock().nowNanos() + TimeUnit.MILLISECONDS.toNanos(millis);
    }
  }
}
