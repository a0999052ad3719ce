package millrace.plugins.worker;

import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import millrace.base.Clock;

/// What a worker borrows of its supervisor.
///
/// @param onClose told when a worker is closed
record Workshop(Clock clock, ScheduledExecutorService timer, Consumer<SupervisedWorker> onClose) {
  void closed(SupervisedWorker worker) {
    onClose.accept(worker);
  }
}
