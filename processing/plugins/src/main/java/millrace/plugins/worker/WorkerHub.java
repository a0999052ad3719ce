package millrace.plugins.worker;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where workers connect: one Unix domain socket in a private folder, which also holds the worker's Python files. A
/// connection introduces itself with the token its process was given and is handed to whoever expects it.
///
/// The folder is named after this process; folders of processes that are gone are removed on opening.
final class WorkerHub implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerHub.class);
  private static final String PREFIX = "millrace-";

  /// Longest path of a Unix domain socket on Linux; macOS allows 104.
  private static final int SOCKET_PATH_BYTES = 103;

  private static final long HELLO_SECONDS = 10;

  private final Path folder;
  private final Path socket;
  private final Path script;
  private final ServerSocketChannel server;
  private final ScheduledExecutorService timer;
  private final Map<String, CompletableFuture<Lane>> expected = new ConcurrentHashMap<>();

  private WorkerHub(Path folder, Path script, ServerSocketChannel server, ScheduledExecutorService timer) {
    this.folder = folder;
    this.socket = folder.resolve("s");
    this.script = script;
    this.server = server;
    this.timer = timer;
  }

  /// Opens a hub in a new folder below `parent`, or below the system's folder for temporary files when that path is
  /// too long for a socket.
  static WorkerHub open(Path parent, ScheduledExecutorService timer) throws IOException {
    removeAbandoned(parent);
    String name = PREFIX + ProcessHandle.current().pid() + "-";
    Path place = fits(parent.resolve(name)) ? parent : Path.of("/tmp");
    Path folder =
        Files.createTempDirectory(
            place, name, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path script = WorkerFiles.unpack(folder);
    ServerSocketChannel server =
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(folder.resolve("s")));
    WorkerHub hub = new WorkerHub(folder, script, server, timer);
    Thread.ofVirtual().name("plugin-hub").start(hub::acceptAll);
    return hub;
  }

  Path folder() {
    return folder;
  }

  Path socket() {
    return socket;
  }

  /// The file a worker process is started with.
  Path script() {
    return script;
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
  public void close() {
    try {
      server.close();
      FileTree.delete(folder);
    } catch (IOException e) {
      LOG.warn("cannot remove the plugin workers' folder {}: {}", folder, e.toString());
    }
  }

  private void acceptAll() {
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

  private static boolean fits(Path folderPrefix) {
    int random = 20;
    int path = folderPrefix.toString().getBytes(StandardCharsets.UTF_8).length + random + "/s".length();
    return path <= SOCKET_PATH_BYTES;
  }

  private static void removeAbandoned(Path parent) {
    try (Stream<Path> folders = Files.list(parent)) {
      folders.filter(WorkerHub::isAbandoned).forEach(WorkerHub::deleteQuietly);
    } catch (IOException e) {
      LOG.debug("cannot look for abandoned folders in {}: {}", parent, e.toString());
    }
  }

  private static boolean isAbandoned(Path folder) {
    String name = folder.getFileName().toString();
    if (!name.matches(PREFIX + "[0-9]{1,10}-[0-9]+")) {
      return false;
    }
    long pid = Long.parseLong(name.substring(PREFIX.length(), name.indexOf('-', PREFIX.length())));
    return ProcessHandle.of(pid).isEmpty() && !isServed(folder);
  }

  /// Whether somebody listens: a server in another container has its process ids for itself.
  private static boolean isServed(Path folder) {
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("s")))) {
      return probe.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static void deleteQuietly(Path folder) {
    try {
      FileTree.delete(folder);
    } catch (IOException e) {
      LOG.debug("cannot remove {}: {}", folder, e.toString());
    }
  }
}
