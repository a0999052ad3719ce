package millrace.plugins.worker;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where workers connect: a Unix domain socket in a private folder. A connection introduces itself with the token its
/// process was given and is handed to whoever expects it.
///
/// Folders for temporary files are swept by systems, and by plugins gone wrong; a folder found damaged is left to them
/// and another one made.
///
/// Threads: any; the lock guards the folder in use.
final class WorkerHub implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerHub.class);
  private static final long HELLO_SECONDS = 10;

  private final Path parent;
  private final ScheduledExecutorService timer;
  private final Map<String, CompletableFuture<Lane>> expected = new ConcurrentHashMap<>();
  private HubFolder folder;
  private boolean closed;

  private WorkerHub(Path parent, ScheduledExecutorService timer) {
    this.parent = parent;
    this.timer = timer;
  }

  /// Opens a hub in a new folder below `parent`; folders there of servers that are gone are removed.
  static WorkerHub open(Path parent, ScheduledExecutorService timer) throws IOException {
    HubFolder.removeAbandoned(parent);
    WorkerHub hub = new WorkerHub(parent, timer);
    hub.folder();
    return hub;
  }

  /// The folder new processes are to use.
  ///
  /// @throws IOException when there is none and none can be made
  synchronized HubFolder folder() throws IOException {
    if (closed) {
      throw new IOException("the plugin workers' socket is closed");
    }
    if (folder != null && folder.isWhole()) {
      return folder;
    }
    if (folder != null) {
      LOG.warn("the plugin workers' folder {} was damaged; making another", folder.path());
      folder.close();
    }
    HubFolder fresh = HubFolder.make(parent);
    folder = fresh;
    Thread.ofVirtual().name("plugin-hub").start(() -> acceptAll(fresh.server()));
    return fresh;
  }

  /// Announces a connection; the future completes when it has come.
  CompletableFuture<Lane> expect(String token, int lane) {
    CompletableFuture<Lane> arrival = new CompletableFuture<>();
    expected.put(key(token, lane), arrival);
    return arrival;
  }

  /// Takes back [#expect].
  void forget(String token, int lane) {
    expected.remove(key(token, lane));
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (folder != null) {
      folder.close();
    }
  }

  private void acceptAll(ServerSocketChannel server) {
    while (server.isOpen()) {
      try {
        SocketChannel connection = server.accept();
        Thread.ofVirtual().start(() -> introduce(connection));
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.warn("plugin workers cannot connect: {}", e.toString());
        pause();
      }
    }
  }

  /// Too many open files, most likely: waiting is all there is to do.
  private void pause() {
    CompletableFuture<Void> later = new CompletableFuture<>();
    timer.schedule(() -> later.complete(null), 1, TimeUnit.SECONDS);
    later.join();
  }

  private void introduce(SocketChannel connection) {
    Lane lane = new Lane(connection);
    var patience = timer.schedule(lane::close, HELLO_SECONDS, TimeUnit.SECONDS);
    try {
      if (lane.receive() instanceof WorkerMessage.Hello hello) {
        lane.numbered((int) hello.lane());
        CompletableFuture<Lane> arrival = expected.remove(key(hello.token(), (int) hello.lane()));
        if (patience.cancel(false) && arrival != null && arrival.complete(lane)) {
          return;
        }
      }
    } catch (IOException e) {
      LOG.debug("a connection to the plugin workers' socket did not introduce itself: {}", e.toString());
    }
    lane.close();
  }

  private static String key(String token, int lane) {
    return token + "/" + lane;
  }
}
