package millrace.cli;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/// Requests under way at once, a bounded number of them. The first that fails ends all: no further one begins, and its
/// failure is thrown once those under way are done.
///
/// Threads: one hands requests over; each runs on a virtual thread of its own.
final class InFlight implements AutoCloseable {
  private final int most;
  private final Semaphore room;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicReference<Optional<RuntimeException>> failure = new AtomicReference<>(Optional.empty());

  /// @param most how many may run at once, at least one
  InFlight(int most) {
    this.most = most;
    this.room = new Semaphore(most);
  }

  /// Runs a request as soon as there is room for it; blocks until then.
  ///
  /// @throws RuntimeException what an earlier one failed with
  void run(Runnable request) {
    room.acquireUninterruptibly();
    if (failure.get().isPresent()) {
      room.release();
      done();
      return;
    }
    threads.execute(() -> {
      try {
        request.run();
      } catch (RuntimeException failed) {
        failure.compareAndSet(Optional.empty(), Optional.of(failed));
      } catch (Error broken) {
        // Without this the request would count as done.
        failure.compareAndSet(Optional.empty(), Optional.of(new IllegalStateException(broken)));
      } finally {
        room.release();
      }
    });
  }

  /// Waits for all.
  ///
  /// @throws RuntimeException what the first of them failed with
  void done() {
    room.acquireUninterruptibly(most);
    room.release(most);
    failure.get().ifPresent(failed -> {
      throw failed;
    });
  }

  @Override
  public void close() {
    threads.close();
  }
}
