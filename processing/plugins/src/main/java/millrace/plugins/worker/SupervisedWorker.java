package millrace.plugins.worker;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Runs the calls of one trigger in the Python process that its supply keeps.
///
/// A process that dies fails the calls it carries. A call whose process cannot be started fails rather than trying for
/// ever; a request does not wait for long.
///
/// Threads: any.
final class SupervisedWorker implements PluginWorker {
  private static final long REQUEST_PATIENCE_NANOS = 1_000_000_000L;

  private final WorkerSpec spec;
  private final ProcessSupply supply;
  private final Workshop workshop;
  private final GlobalCache globalCache;
  private final AtomicLong sequence = new AtomicLong();
  private final Set<RunningCall> calls = ConcurrentHashMap.newKeySet();

  SupervisedWorker(WorkerSpec spec, ProcessSupply.Launcher launcher, Workshop workshop, GlobalCache globalCache) {
    this.spec = spec;
    this.supply = new ProcessSupply(spec, launcher, workshop);
    this.workshop = workshop;
    this.globalCache = globalCache;
  }

  /// Starts the first process in the background.
  void start() {
    supply.start();
  }

  /// Replaces the process at the next moment in which no call runs; the trigger's cache goes with it.
  void renew() {
    supply.renew();
  }

  /// Ends the process if it was idle for long and keeps nothing. Returns at once.
  void restIfIdle() {
    supply.restIfIdle();
  }

  WorkerSpec spec() {
    return spec;
  }

  /// The process now ready.
  Optional<WorkerProcess> process() {
    return supply.process();
  }

  @Override
  public CallOutcome call(CallRequest request) {
    RunningCall call = new RunningCall(sequence.incrementAndGet(), spec.limits().grace(), workshop.timer());
    calls.add(call);
    try {
      if (!supply.takeLane(call)) {
        return new CallOutcome.Cancelled();
      }
      try {
        return run(call, request);
      } finally {
        supply.giveLaneBack();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new CallOutcome.Cancelled();
    } finally {
      calls.remove(call);
    }
  }

  @Override
  public void cancel() {
    calls.forEach(RunningCall::cancel);
    supply.wake();
  }

  @Override
  public void close() {
    if (supply.close()) {
      workshop.closed(this);
      cancel();
      supply.endWhenIdle();
    }
  }

  private CallOutcome run(RunningCall call, CallRequest request) throws InterruptedException {
    Optional<WorkerProcess> process = supply.awaitReady(call, patience(request));
    if (process.isEmpty()) {
      return call.ending() == RunningCall.Ending.NONE && !supply.isClosed() ? supply.lastFailure() : new CallOutcome.Cancelled();
    }
    CallOutcome outcome = converse(call, request, process.get());
    return switch (call.ending()) {
      case NONE -> outcome;
      case CANCELLED -> new CallOutcome.Cancelled();
      case TIME_LIMIT -> new CallOutcome.TimedOut(request.timeLimit(), call.stacks());
    };
  }

  private CallOutcome converse(RunningCall call, CallRequest request, WorkerProcess process) {
    try {
      Lane lane = process.takeLane();
      if (!call.begin(process, lane, request.timeLimit())) {
        process.giveBack(lane);
        return new CallOutcome.Cancelled();
      }
      CallOutcome outcome =
          new Conversation(lane, call, request, spec, globalCache).run();
      call.finish();
      process.peakBytes().ifPresent(request.host()::peakMemory);
      process.giveBack(lane);
      supply.answered();
      return outcome;
    } catch (IOException e) {
      boolean interrupted = Thread.currentThread().isInterrupted();
      CallOutcome.WorkerDied died = process.autopsy(e);
      process.peakBytes().ifPresent(request.host()::peakMemory);
      call.finish();
      return interrupted ? new CallOutcome.Cancelled() : died;
    } catch (RuntimeException | Error e) {
      // A fault of ours: the lane is in an unknown state, so its process must go.
      process.kill("abandoned");
      call.finish();
      throw e;
    }
  }

  /// How long a call waits for its process to be tried again: somebody waits for the answer to a request.
  private static long patience(CallRequest request) {
    return request.call() instanceof PluginCall.RequestCall ? REQUEST_PATIENCE_NANOS : Long.MAX_VALUE;
  }
}
