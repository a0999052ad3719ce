package millrace.plugins;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.plugins.SystemTables.PluginFileRow;

/// The files of the plugin directory: opened for running, written by clients, listed.
///
/// Messages of its exceptions are without the prefix that tells an endpoint's.
///
/// Threads: any. Replacing a directory is done by one thread at a time; readers see the old one or the new one.
final class PluginFiles {
  /// Folder of the plugin directory that the engine keeps for itself.
  static final String STATE_FOLDER = ".millrace";

  private static final String ENTRY_FILE = "__init__.py";
  private static final Set<String> WRITABLE = Set.of(".py", ".toml", ".txt", ".json", ".md");

  private final Optional<Path> directory;

  PluginFiles(Optional<Path> directory) {
    this.directory = directory;
  }

  boolean isConfigured() {
    return directory.isPresent();
  }

  /// Checks and reads a local plugin.
  ///
  /// @throws MillraceException when there is no plugin directory, the path leads out of it, or the plugin cannot be read
  PluginCode open(String pluginFile) {
    PathGuard guard = new PathGuard(requireDirectory("Node not configured with plugin directory"));
    Path path = guard.resolve(pluginFile);
    try {
      if (!Files.exists(path)) {
        throw new MillraceException(ErrorCode.NOT_FOUND, "reading plugin file: Plugin not found: " + pluginFile);
      }
      if (!Files.isDirectory(path)) {
        return new LocalFileCode(guard, pluginFile);
      }
      requireEntryFile(path, pluginFile);
      return new LocalDirectoryCode(guard, pluginFile);
    } catch (IOException e) {
      throw new MillraceException(ErrorCode.INVALID_ARGUMENT, "reading plugin file: " + e.getMessage(), e);
    }
  }

  /// Creates or overwrites a file.
  void put(String path, String content) {
    Path target = writable(new PathGuard(requireDirectory()), path);
    if (Files.isDirectory(target)) {
      throw new MillraceException(ErrorCode.CONFLICT, "plugin path is a directory: " + path);
    }
    write(target, content, path);
  }

  /// Overwrites a plugin's file, or the entry file of its directory.
  void replace(String pluginFile, String content) {
    Path path = new PathGuard(requireDirectory()).resolve(pluginFile);
    write(Files.isDirectory(path) ? path.resolve(ENTRY_FILE) : path, content, pluginFile);
  }

  /// Every file users may have put there.
  List<StoredPluginFile> list() {
    Path root = requireDirectory();
    try {
      return PluginFolder.list(root);
    } catch (IOException e) {
      throw new MillraceException(ErrorCode.PLUGIN_FAILED, "reading the plugin directory: " + e.getMessage(), e);
    }
  }

  /// The text of a file of a kind that may be put.
  String content(String path) {
    Path file = writable(new PathGuard(requireDirectory()), path);
    try {
      if (!Files.isRegularFile(file)) {
        throw new MillraceException(ErrorCode.NOT_FOUND, "Plugin file not found: " + path);
      }
      return PluginText.read(file);
    } catch (IOException e) {
      throw new MillraceException(ErrorCode.PLUGIN_FAILED, "reading plugin file '" + path + "': " + e.getMessage(), e);
    }
  }

  /// Removes a file of a kind that may be put; of a link, the link.
  void delete(String path) {
    PathGuard guard = new PathGuard(requireDirectory());
    writable(guard, path);
    Path file = guard.unresolved(path);
    try {
      if (!Files.isRegularFile(file)) {
        throw new MillraceException(ErrorCode.NOT_FOUND, "Plugin file not found: " + path);
      }
      Files.delete(file);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  static boolean isOfAKnownKind(String name) {
    return WRITABLE.stream().anyMatch(name::endsWith);
  }

  /// Replaces a plugin's directory as a whole: the new one is written beside it and renamed into place.
  synchronized void replaceDirectory(String pluginFile, List<PluginFile> files) {
    PathGuard guard = new PathGuard(requireDirectory());
    Path current = guard.resolve(pluginFile);
    if (current.equals(guard.resolve(""))) {
      throw new MillraceException(ErrorCode.CONFLICT, "plugin is the plugin directory itself: " + pluginFile);
    }
    if (Files.exists(current) && !Files.isDirectory(current)) {
      throw new MillraceException(ErrorCode.CONFLICT, "plugin is a single file, not a directory: " + pluginFile);
    }
    if (files.stream().noneMatch(file -> isEntryFile(file.relativePath()))) {
      throw new MillraceException(
          ErrorCode.INVALID_ARGUMENT, "Multi-file plugin directory must contain __init__.py: " + pluginFile);
    }
    try {
      Path fresh = current.resolveSibling(current.getFileName() + ".tmp");
      deleteTree(fresh);
      Files.createDirectories(fresh);
      writeAll(fresh, files);
      swap(fresh, current);
    } catch (IOException e) {
      throw unwritable(pluginFile, e);
    }
  }

  /// One row per `.py` file of a trigger's plugin; none for a plugin that is remote or missing.
  List<PluginFileRow> rows(String trigger, String pluginFile) {
    if (directory.isEmpty() || RemotePlugins.isRemote(pluginFile)) {
      return List.of();
    }
    try {
      Path path = new PathGuard(directory.get()).resolve(pluginFile);
      if (!Files.isDirectory(path)) {
        return Files.exists(path) ? List.of(row(trigger, pluginFile, path)) : List.of();
      }
      Stream.Builder<PluginFileRow> rows = Stream.builder();
      for (Path file : LocalDirectoryCode.pythonFiles(path)) {
        rows.add(row(trigger, path.relativize(file).toString(), file));
      }
      return rows.build().toList();
    } catch (IOException | MillraceException goneMeanwhile) {
      return List.of();
    }
  }

  private Path requireDirectory() {
    return requireDirectory("No plugin directory configured");
  }

  private Path requireDirectory(String message) {
    return directory.orElseThrow(() -> new MillraceException(ErrorCode.INVALID_ARGUMENT, message));
  }

  private static void requireEntryFile(Path path, String pluginFile) throws IOException {
    Path entry = path.resolve(ENTRY_FILE);
    if (!Files.exists(entry)) {
      throw new MillraceException(
          ErrorCode.INVALID_ARGUMENT,
          "reading plugin file: Multi-file plugin directory must contain __init__.py: " + pluginFile);
    }
    PluginText.read(entry.toRealPath());
  }

  private static boolean isEntryFile(String relativePath) {
    return relativePath.equals(ENTRY_FILE) || relativePath.equals("./" + ENTRY_FILE);
  }

  /// The target of a write: of a harmless kind, not in hidden folders, not in a Python environment.
  private static Path writable(PathGuard guard, String path) {
    Path target = guard.resolve(path);
    if (!isOfAKnownKind(path)) {
      throw new MillraceException(
          ErrorCode.INVALID_ARGUMENT,
          "plugin file name must end in .py, .toml, .txt, .json or .md: '" + path + "'");
    }
    for (Path part : Path.of(path).normalize()) {
      if (part.toString().startsWith(".")) {
        throw new MillraceException(ErrorCode.INVALID_ARGUMENT, "plugin file name is hidden: '" + path + "'");
      }
    }
    for (Path parent = target.getParent(); parent != null; parent = parent.getParent()) {
      if (Files.exists(parent.resolve("pyvenv.cfg"))) {
        throw new MillraceException(
            ErrorCode.INVALID_ARGUMENT, "plugin file is inside a Python environment: '" + path + "'");
      }
    }
    return target;
  }

  private static void writeAll(Path root, List<PluginFile> files) throws IOException {
    PathGuard guard = new PathGuard(root);
    for (PluginFile file : files) {
      PluginText.write(writable(guard, file.relativePath()), file.content());
    }
  }

  private static void swap(Path fresh, Path current) throws IOException {
    Path old = current.resolveSibling(current.getFileName() + ".old");
    deleteTree(old);
    boolean existed = Files.exists(current);
    if (existed) {
      Files.move(current, old, StandardCopyOption.ATOMIC_MOVE);
    }
    try {
      Files.move(fresh, current, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (existed) {
        Files.move(old, current, StandardCopyOption.ATOMIC_MOVE);
      }
      throw e;
    }
    deleteTree(old);
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> below = Files.walk(root)) {
      for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private static void write(Path target, String content, String path) {
    try {
      PluginText.write(target, content);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  private static PluginFileRow row(String trigger, String fileName, Path file) throws IOException {
    return new PluginFileRow(
        trigger, fileName, file.toString(), Files.size(file), Files.getLastModifiedTime(file).toMillis());
  }

  private static MillraceException unwritable(String path, IOException cause) {
    // A path through a file, or to a folder, is the caller's mistake.
    boolean isMisplaced = cause instanceof FileAlreadyExistsException || cause instanceof NotDirectoryException
        || cause instanceof DirectoryNotEmptyException
        || cause instanceof FileSystemException named && named.getReason() != null && named.getReason().endsWith("a directory");
    return new MillraceException(
        isMisplaced ? ErrorCode.INVALID_ARGUMENT : ErrorCode.PLUGIN_FAILED, "writing plugin file '" + path + "': " + cause.getMessage(), cause);
  }
}
