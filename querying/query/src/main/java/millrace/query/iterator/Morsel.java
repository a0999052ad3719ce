package millrace.query.iterator;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// A piece of a query's work. A helping thread does it, or whoever asks for the result first.
///
/// Threads: any.
public final class Morsel<T> implements Runnable {
  private final FutureTask<T> task;

  Morsel(Callable<T> work) {
    task = new FutureTask<>(work);
  }

  @Override
  public void run() {
    task.run();
  }

  /// What the work gives. Does it now unless another thread has begun; waits for that otherwise.
  ///
  /// @throws RuntimeException what the work threw
  public T result() {
    task.run();
    boolean isInterrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException interrupted) {
          isInterrupted = true;
        }
      }
    } catch (ExecutionException failure) {
      throw thrown(failure.getCause());
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException thrown(Throwable cause) {
    return switch (cause) {
      case RuntimeException failure -> failure;
      case Error error -> throw error;
      default -> new IllegalStateException(cause);
    };
  }
}
