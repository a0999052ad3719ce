package millrace.plugins;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Python files for those who write plugins: types of `influxdb3_local` for editors and checkers, and a harness that runs
/// a plugin without a server, on the code of the worker.
public final class PluginKit {
  private static final String RESOURCES = "/millrace/python/";

  /// Relative to the kit's folder; a test compares them with the folders they come from.
  static final List<String> NAMES = List.of(
      "influxdb3_plugin_kit/__builtins__.pyi",
      "influxdb3_plugin_kit/__init__.py",
      "influxdb3_plugin_kit/py.typed",
      "influxdb3_plugin_kit/testing.py",
      "millrace_worker/__init__.py",
      "millrace_worker/api.py",
      "millrace_worker/cache.py",
      "millrace_worker/columns.py",
      "millrace_worker/frames.py",
      "millrace_worker/lanes.py",
      "millrace_worker/line_builder.py",
      "millrace_worker/loader.py",
      "millrace_worker/replies.py");

  private PluginKit() {}

  /// Writes the kit into a folder, which is created; files of an older kit are replaced.
  ///
  /// @return the files; `__builtins__.pyi`, which editors look for in the root of a project, first
  /// @throws MillraceException when the folder cannot be written
  public static List<Path> writeTo(Path folder) {
    List<Path> written = new ArrayList<>();
    try {
      for (String name : NAMES) {
        boolean isForTheRoot = name.endsWith("__builtins__.pyi");
        Path target = folder.resolve(isForTheRoot ? "__builtins__.pyi" : name);
        Files.createDirectories(target.toAbsolutePath().getParent());
        Files.write(target, resource(name));
        written.add(isForTheRoot ? 0 : written.size(), target);
      }
    } catch (IOException failure) {
      throw new MillraceException(ErrorCode.INVALID_ARGUMENT, "writing the plugin kit to " + folder + ": " + failure, failure);
    }
    return List.copyOf(written);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = PluginKit.class.getResourceAsStream(RESOURCES + name)) {
      if (in == null) {
        throw new IOException("the file " + name + " is missing from the installation");
      }
      return in.readAllBytes();
    }
  }
}
