package millrace.plugins.worker;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Starts processes from one thread that lives as long as the engine. A worker asks the kernel to be killed when its
/// parent dies, and the kernel takes the *thread* that started it for the parent.
final class ProcessSpawner implements AutoCloseable {
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("plugin-spawner").factory());

  /// Starts a process; blocks until it is started.
  Process start(ProcessBuilder builder) throws IOException {
    try {
      return thread.submit(builder::start).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException("cannot start " + builder.command().getFirst(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while starting " + builder.command().getFirst(), e);
    }
  }

  /// Ends the thread, and with it what it started.
  @Override
  public void close() {
    thread.shutdown();
  }
}
