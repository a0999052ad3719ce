package millrace.plugins.worker;

import java.nio.file.Path;
import java.util.Objects;

/// The code of a plugin at one version. A version is any number that differs whenever the code does; the worker
/// compiles and imports again when it changes.
public sealed interface PluginSource {
  long version();

  /// A plugin of one file, executed afresh in an empty namespace at each call.
  ///
  /// @param fileName what tracebacks call it
  record SingleFile(String fileName, long version, String text) implements PluginSource {
    public SingleFile {
      Objects.requireNonNull(fileName);
      Objects.requireNonNull(text);
    }
  }

  /// A directory with `__init__.py`, imported as a package and kept until its version changes.
  ///
  /// @param root absolute path of the directory
  record Directory(Path root, long version) implements PluginSource {
    public Directory {
      Objects.requireNonNull(root);
    }
  }
}
