package millrace.plugins;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import millrace.base.MillraceException;
import millrace.plugins.worker.PluginSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A plugin that is a directory with `__init__.py`. Its version covers every `.py` file below it, so that a change to a
/// helper module is noticed like one to the entry point.
final class LocalDirectoryCode implements PluginCode {
  private static final Logger LOG = LoggerFactory.getLogger(LocalDirectoryCode.class);

  private final PathGuard guard;
  private final String pluginFile;
  private Map<Path, FileStamp> stamps = Map.of();
  private String digest = "";
  private PluginSource.Directory source;

  /// Reads the files once.
  LocalDirectoryCode(PathGuard guard, String pluginFile) throws IOException {
    this.guard = guard;
    this.pluginFile = pluginFile;
    Path root = guard.resolve(pluginFile);
    read(root, stamps(root));
  }

  /// The `.py` files below a directory, `__pycache__` left out, in order of their paths.
  static List<Path> pythonFiles(Path root) throws IOException {
    try (Stream<Path> below = Files.walk(root)) {
      return below
          .filter(path -> path.getFileName().toString().endsWith(".py"))
          .filter(path -> !isCached(root.relativize(path)))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public synchronized PluginSource current() {
    try {
      Path root = guard.resolve(pluginFile);
      Map<Path, FileStamp> now = stamps(root);
      if (!now.isEmpty() && !now.equals(stamps)) {
        read(root, now);
      }
    } catch (IOException | MillraceException e) {
      LOG.debug("plugin {} cannot be read again; its last code is used", pluginFile, e);
    }
    return source;
  }

  @Override
  public synchronized String digest() {
    return digest;
  }

  private static boolean isCached(Path relative) {
    for (Path part : relative) {
      if (part.toString().equals("__pycache__")) {
        return true;
      }
    }
    return false;
  }

  private static Map<Path, FileStamp> stamps(Path root) throws IOException {
    Map<Path, FileStamp> stamps = new TreeMap<>();
    for (Path file : pythonFiles(root)) {
      stamps.put(root.relativize(file), FileStamp.of(file));
    }
    return stamps;
  }

  private void read(Path root, Map<Path, FileStamp> now) throws IOException {
    MessageDigest sum = Digests.sha256();
    for (Path file : now.keySet()) {
      byte[] content = Files.readAllBytes(root.resolve(file));
      sum.update((file + "\0" + content.length + "\0").getBytes(StandardCharsets.UTF_8));
      sum.update(content);
    }
    digest = HexFormat.of().formatHex(sum.digest());
    source = new PluginSource.Directory(root, Digests.version(digest));
    stamps = now;
  }
}
