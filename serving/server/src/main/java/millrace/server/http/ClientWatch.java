package millrace.server.http;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

/// Looks now and then whether the client of a request over HTTP/1 still is there, which nobody reads from meanwhile. A
/// client that ends only its own side counts as gone, as for servers of 1.x. Over HTTP/2 every connection is read from at
/// all times, and Jetty tells.
///
/// Threads: any.
final class ClientWatch {
  private static final long PERIOD_MILLIS = 200;

  private final PeekingEndPoint connection;
  private final Scheduler scheduler;
  private final Runnable action;
  // These two are guarded by this.
  private Optional<Scheduler.Task> next = Optional.empty();
  private boolean isOver;

  private ClientWatch(PeekingEndPoint connection, Scheduler scheduler, Runnable action) {
    this.connection = connection;
    this.scheduler = scheduler;
    this.action = action;
  }

  /// Begins to watch the client of a request whose body has been read.
  ///
  /// @param action runs once when the client is gone
  static Optional<ClientWatch> begin(Request request, Runnable action) {
    if (request.getConnectionMetaData().getHttpVersion().getVersion() > HttpVersion.HTTP_1_1.getVersion()) {
      return Optional.empty();
    }
    Optional<ClientWatch> watch = PeekingEndPoint.of(request)
        .map(connection -> new ClientWatch(connection, request.getComponents().getScheduler(), action));
    watch.ifPresent(ClientWatch::lookLater);
    return watch;
  }

  private synchronized void lookLater() {
    next = Optional.of(scheduler.schedule(this::look, PERIOD_MILLIS, TimeUnit.MILLISECONDS));
  }

  private synchronized void look() {
    if (isOver) {
      return;
    }
    if (connection.isEnded()) {
      isOver = true;
      Thread.ofVirtual().name("client-gone").start(action);
    } else {
      lookLater();
    }
  }

  /// Looks no more once this returns.
  synchronized void end() {
    isOver = true;
    next.ifPresent(Scheduler.Task::cancel);
  }
}
