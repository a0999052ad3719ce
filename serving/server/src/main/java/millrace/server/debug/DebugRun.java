package millrace.server.debug;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.objectstore.ObjectStore;
import millrace.objectstore.ProcessLocks;
import millrace.server.ObjectStores;
import millrace.server.config.ServerOptions;
import millrace.server.log.LogSetup;

/// Runs one `influxdb3 debug` command on the store that flags of `serve` name.
public final class DebugRun {
  private DebugRun() {}

  /// @param part `wal`, `manifest`, `file` or `verify`
  /// @param target which segment or file; empty for all
  /// @param storeFlags those of `serve` that say where the data is, the node's name among them
  /// @return whether everything stands
  /// @throws MillraceException when the store cannot be opened, or there is no such segment or file
  public static boolean run(
      String part, Optional<String> target, Debug.Options options, List<String> storeFlags,
      Map<String, String> environment, PrintStream out) {
    LogSetup.apply(new ServerOptions.LogOptions("error", "stderr", "full"));
    ServerOptions server = ServerOptions.read(storeFlags, environment);
    refuseMissingFolder(server);
    try (ObjectStore objects = ObjectStores.open(server.store())) {
      if (objects.list(server.nodeId() + "/", "").isEmpty()) {
        throw new MillraceException(ErrorCode.NOT_FOUND, "the store has nothing of a node '" + server.nodeId() + "'");
      }
      Optional<ProcessLocks.Held> lock = options.isDropping() ? stopped(objects, server.nodeId()) : Optional.empty();
      Debug debug = new Debug(objects, server.nodeId(), options);
      try {
        return run(debug, part, target, out);
      } finally {
        lock.ifPresent(ProcessLocks.Held::close);
      }
    }
  }

  private static boolean run(Debug debug, String part, Optional<String> target, PrintStream out) {
    return switch (part) {
      case "wal" -> debug.wal(target.map(DebugRun::segment).orElseGet(OptionalLong::empty), out);
      case "manifest" -> debug.manifest(out);
      case "file" -> debug.file(target, out);
      case "verify" -> debug.verify(out);
      default -> throw new IllegalArgumentException(part);
    };
  }

  /// Keeps a server from starting meanwhile, where the store has locks.
  private static Optional<ProcessLocks.Held> stopped(ObjectStore objects, String node) {
    Optional<ProcessLocks> locks = objects.locks();
    Optional<ProcessLocks.Held> held = locks.flatMap(all -> all.tryLock(node));
    if (locks.isPresent() && held.isEmpty()) {
      throw new MillraceException(
          ErrorCode.CONFLICT, "a server of node '" + node + "' is running; stop it before anything is dropped");
    }
    return held;
  }

  /// Opening a folder would make it.
  private static void refuseMissingFolder(ServerOptions server) {
    server.store().folder().filter(folder -> !java.nio.file.Files.isDirectory(folder)).ifPresent(folder -> {
      throw new MillraceException(ErrorCode.NOT_FOUND, "there is no folder " + folder);
    });
  }

  private static OptionalLong segment(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text.replace(".wal", "")));
    } catch (NumberFormatException e) {
      throw new MillraceException(ErrorCode.INVALID_ARGUMENT, "a segment is named by its number, not '" + text + "'");
    }
  }
}
