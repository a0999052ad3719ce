package millrace.plugins.worker;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The private folder of a [WorkerHub]: the socket, the worker's Python files, a file of stacks per process. Named after
/// this process, so that a later server can tell that it is abandoned.
record HubFolder(Path path, ServerSocketChannel server) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HubFolder.class);
  private static final String PREFIX = "millrace-";
  private static final String SOCKET = "s";

  /// Longest path of a Unix domain socket: macOS allows 104 bytes with the end mark, Linux 108.
  private static final int SOCKET_PATH_BYTES = 103;

  /// Room for what makes the folder's name unique.
  private static final int RANDOM_BYTES = 20;

  /// Makes a folder below `parent`, or below `/tmp` when that path is too long for a socket, and listens in it.
  static HubFolder make(Path parent) throws IOException {
    String name = PREFIX + ProcessHandle.current().pid() + "-";
    Path place = fits(parent.resolve(name)) ? parent : Path.of("/tmp");
    Path folder =
        Files.createTempDirectory(
            place, name, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    WorkerFiles.unpack(folder);
    ServerSocketChannel server =
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(folder.resolve(SOCKET)));
    return new HubFolder(folder, server);
  }

  /// Removes folders whose server is gone.
  static void removeAbandoned(Path parent) {
    try (Stream<Path> folders = Files.list(parent)) {
      folders.filter(HubFolder::isAbandoned).forEach(HubFolder::delete);
    } catch (IOException e) {
      LOG.debug("cannot look for abandoned folders in {}: {}", parent, e.toString());
    }
  }

  Path socket() {
    return path.resolve(SOCKET);
  }

  /// The file a worker process is started with.
  Path script() {
    return path.resolve(WorkerFiles.SCRIPT);
  }

  boolean isWhole() {
    return Files.exists(socket()) && WorkerFiles.NAMES.stream().allMatch(name -> Files.exists(path.resolve(name)));
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      LOG.debug("closing {}: {}", socket(), e.toString());
    }
    delete(path);
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
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve(SOCKET)))) {
      return probe.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static void delete(Path folder) {
    try {
      if (Files.exists(folder)) {
        FileTree.delete(folder);
      }
    } catch (IOException e) {
      LOG.debug("cannot remove {}: {}", folder, e.toString());
    }
  }

  private static boolean fits(Path folderPrefix) {
    int prefix = folderPrefix.toString().getBytes(StandardCharsets.UTF_8).length;
    return prefix + RANDOM_BYTES + 1 + SOCKET.length() <= SOCKET_PATH_BYTES;
  }
}
