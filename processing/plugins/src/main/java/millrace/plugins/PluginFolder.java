package millrace.plugins;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Lists what users put into the plugin directory: files of the kinds that may be uploaded, without hidden folders, what
/// Python leaves behind, and Python environments. Links are not followed.
final class PluginFolder extends SimpleFileVisitor<Path> {
  private static final int MAX_FILES = 10_000;

  private final Path root;
  private final List<StoredPluginFile> found = new ArrayList<>();

  private PluginFolder(Path root) {
    this.root = root;
  }

  /// Ascending by path; the first 10,000 that are met.
  static List<StoredPluginFile> list(Path root) throws IOException {
    PluginFolder folder = new PluginFolder(root);
    if (Files.isDirectory(root)) {
      Files.walkFileTree(root.toRealPath(), folder);
    }
    folder.found.sort(Comparator.comparing(StoredPluginFile::path));
    return List.copyOf(folder.found);
  }

  @Override
  public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) throws IOException {
    boolean isRoot = path.equals(root.toRealPath());
    String name = path.getFileName().toString();
    boolean isForeign =
        name.startsWith(".") || name.equals("__pycache__") || Files.exists(path.resolve("pyvenv.cfg"));
    return isForeign && !isRoot ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
    String name = path.getFileName().toString();
    if (attributes.isRegularFile() && !name.startsWith(".") && PluginFiles.isOfAKnownKind(name)) {
      String relative = root.toRealPath().relativize(path).toString().replace('\\', '/');
      found.add(new StoredPluginFile(relative, attributes.size(), attributes.lastModifiedTime().toMillis()));
    }
    return found.size() < MAX_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path path, IOException goneMeanwhile) {
    return FileVisitResult.CONTINUE;
  }
}
