package millrace.flight.grpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Tells the work of a call that nobody waits for it any more: the client is gone, or its time is over.
///
/// Threads: any. An action runs at most once, on the thread that stops.
public final class Stop {
  // Guarded by this.
  private final List<Runnable> actions = new ArrayList<>();
  private Optional<GrpcStatus> reason = Optional.empty();

  /// Has `action` run when the work has to stop; at once when it has to already.
  public void whenStopped(Runnable action) {
    synchronized (this) {
      if (reason.isEmpty()) {
        actions.add(action);
        return;
      }
    }
    action.run();
  }

  /// Why the work has to stop, if it has to.
  public synchronized Optional<GrpcStatus> reason() {
    return reason;
  }

  /// Stops the work. The first reason given stays.
  public void stop(GrpcStatus why) {
    List<Runnable> due;
    synchronized (this) {
      if (reason.isPresent()) {
        return;
      }
      reason = Optional.of(why);
      due = List.copyOf(actions);
      actions.clear();
    }
    due.forEach(Runnable::run);
  }
}
