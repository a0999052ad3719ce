package millrace.endtoend;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;

/// Clients that post bodies of lines, each over a connection that it keeps. Bodies are numbered through all runs.
final class Writers {
  private final ServerProcess server;
  private final LineBodies bodies;
  private final AtomicLong next = new AtomicLong();

  Writers(ServerProcess server, LineBodies bodies) {
    this.server = server;
    this.bodies = bodies;
  }

  /// Sends bodies one after the other, as fast as they are answered.
  ///
  /// @param goesOn whether the body of a number is still to be sent; may wait for the body's time
  /// @return how many bodies were sent
  /// @throws IOException when the server refused one or closed a connection
  long send(int clients, LongPredicate goesOn) throws IOException, InterruptedException {
    long before = next.get();
    AtomicLong sent = new AtomicLong();
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      for (int client = 0; client < clients; client++) {
        running.add(threads.submit(() -> {
          sendOver(goesOn, sent);
          return null;
        }));
      }
      for (Future<?> client : running) {
        client.get();
      }
    } catch (ExecutionException failed) {
      throw new IOException("a writer failed", failed.getCause());
    }
    next.set(before + sent.get());
    return sent.get();
  }

  private void sendOver(LongPredicate goesOn, AtomicLong sent) throws IOException {
    try (KeepAliveClient client = server.connect()) {
      for (long number = next.getAndIncrement(); goesOn.test(number); number = next.getAndIncrement()) {
        client.post(server.kind().writePath(), bodies.body(number));
        sent.incrementAndGet();
      }
    }
  }

  /// Sends for a time.
  long sendFor(int clients, double seconds) throws IOException, InterruptedException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    return send(clients, number -> System.nanoTime() < end);
  }

  /// Lines sent so far.
  long lines() {
    return next.get() * bodies.lines();
  }
}
