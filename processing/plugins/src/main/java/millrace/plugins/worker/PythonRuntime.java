package millrace.plugins.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A Python interpreter that was found, run, and can run plugins.
///
/// @param executable absolute path
/// @param version such as `3.14.3`
/// @param origin where it comes from
public record PythonRuntime(Path executable, String version, Origin origin) {
  /// Where an interpreter comes from, in the order they are tried.
  public enum Origin {
    /// Named by the user.
    CONFIGURED,
    /// Next to the installation, in `python/`.
    INSTALLATION,
    /// Travels with the product's libraries and is unpacked on first use.
    BUNDLED,
    /// `python3` on the search path.
    SYSTEM
  }

  public PythonRuntime {
    Objects.requireNonNull(executable);
    Objects.requireNonNull(version);
    Objects.requireNonNull(origin);
  }

  /// Finds an interpreter; runs each candidate once to see whether it works on this machine. Blocks for some tenths of
  /// a second, and a second more when the bundled one is unpacked.
  public static PythonResolution resolve(PythonOptions options) {
    List<String> problems = new ArrayList<>();
    if (options.python().isPresent()) {
      return tried(Optional.of(executable(options.python().get())), Origin.CONFIGURED, problems)
          .orElseGet(() -> unavailable(problems));
    }
    return tried(installed(options), Origin.INSTALLATION, problems)
        .or(() -> tried(bundled(options, problems), Origin.BUNDLED, problems))
        .or(() -> tried(onSearchPath("python3", options.environment()), Origin.SYSTEM, problems))
        .orElseGet(() -> unavailable(problems));
  }

  /// The first executable file of that name in the folders of `PATH`.
  static Optional<Path> onSearchPath(String name, Map<String, String> environment) {
    for (String folder : environment.getOrDefault("PATH", "").split(":", -1)) {
      Path file = Path.of(folder).resolve(name);
      if (!folder.isEmpty() && Files.isExecutable(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  private static Optional<PythonResolution> tried(Optional<Path> candidate, Origin origin, List<String> problems) {
    return candidate.flatMap(
        python ->
            switch (PythonProbe.run(python)) {
              case PythonProbe.Usable(String version) ->
                  Optional.of(new PythonResolution.Found(new PythonRuntime(python.toAbsolutePath(), version, origin)));
              case PythonProbe.Unusable(String reason) -> {
                problems.add(python + ": " + reason);
                yield Optional.empty();
              }
            });
  }

  private static PythonResolution unavailable(List<String> problems) {
    String reason = problems.isEmpty() ? "none was found" : String.join("; ", problems);
    return new PythonResolution.Unavailable("no usable Python interpreter: " + reason);
  }

  /// A folder stands for the interpreter in it.
  private static Path executable(Path named) {
    return Files.isDirectory(named) ? named.resolve("bin/python3") : named;
  }

  private static Optional<Path> installed(PythonOptions options) {
    return options.installFolder().map(folder -> folder.resolve("python/bin/python3")).filter(Files::isExecutable);
  }

  private static Optional<Path> bundled(PythonOptions options, List<String> problems) {
    try {
      return PythonBundle.unpack(options.cacheFolder());
    } catch (IOException e) {
      problems.add("bundled interpreter: " + e);
      return Optional.empty();
    }
  }
}
