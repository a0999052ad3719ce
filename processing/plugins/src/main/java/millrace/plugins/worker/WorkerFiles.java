package millrace.plugins.worker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The worker's Python files, which travel as resources of this module.
final class WorkerFiles {
  private static final String RESOURCES = "/millrace/python/";

  /// What a worker is started with.
  static final String SCRIPT = "worker.py";

  /// Every file, relative to the resource root; a test compares it with the folder.
  static final List<String> NAMES =
      List.of(
          SCRIPT,
          "millrace_worker/__init__.py",
          "millrace_worker/api.py",
          "millrace_worker/cache.py",
          "millrace_worker/columns.py",
          "millrace_worker/confine.py",
          "millrace_worker/control.py",
          "millrace_worker/frames.py",
          "millrace_worker/lanes.py",
          "millrace_worker/line_builder.py",
          "millrace_worker/loader.py",
          "millrace_worker/main.py",
          "millrace_worker/replies.py",
          "millrace_worker/runs.py",
          "millrace_worker/sandbox.py");

  private WorkerFiles() {}

  /// Copies all files into a folder.
  static void unpack(Path folder) throws IOException {
    for (String name : NAMES) {
      Path target = folder.resolve(name);
      Files.createDirectories(target.getParent());
      try (InputStream in = WorkerFiles.class.getResourceAsStream(RESOURCES + name)) {
        if (in == null) {
          throw new IOException("the worker's file " + name + " is missing from the installation");
        }
        Files.copy(in, target);
      }
    }
  }
}
