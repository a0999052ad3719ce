package millrace.plugins.worker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The environment plugins run in: a virtual environment in the plugin directory, and the variables of its processes.
/// An environment that cannot be used is no reason to stop: plugins then run without one, and `problem` says why.
///
/// @param python the interpreter workers run: the environment's, or the runtime's own
/// @param root the virtual environment's folder, if there is one
/// @param variables everything in a worker's process environment
/// @param lostPackages what had been installed into an environment that had to be made anew
/// @param problem why there is no virtual environment
public record PythonEnvironment(
    Path python,
    Optional<Path> root,
    Map<String, String> variables,
    List<String> lostPackages,
    Optional<String> problem) {
  private static final Logger LOG = LoggerFactory.getLogger(PythonEnvironment.class);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// What the server knows and plugins need not: where its keys and token files are, the Java runtime's settings.
  private static final Set<String> HIDDEN =
      Set.of(
          "INFLUXDB3_TLS_KEY",
          "INFLUXDB3_ADMIN_TOKEN_FILE",
          "INFLUXDB3_PERMISSION_TOKENS_FILE",
          "JAVA_TOOL_OPTIONS",
          "JDK_JAVA_OPTIONS",
          "PYTHONHOME",
          "PYTHONPATH");

  public PythonEnvironment {
    variables = Map.copyOf(variables);
    lostPackages = List.copyOf(lostPackages);
  }

  /// Finds the environment, or makes it. Blocks: a tenth of a second to make one.
  public static PythonEnvironment prepare(PythonRuntime runtime, EnvironmentOptions options) {
    Path root = location(options);
    Usability usability = usability(root);
    List<String> lost = List.of();
    Optional<String> problem = Optional.empty();
    if (usability != Usability.WORKS && options.mode() == PackageMode.DISABLED) {
      problem = Optional.of("package management is disabled and there is no environment at " + root);
    } else if (usability == Usability.BROKEN) {
      lost = RequestedPackages.in(root).read();
      problem = repair(runtime, root);
    } else if (usability == Usability.ABSENT) {
      problem = create(runtime, root, List.of());
    }
    problem.ifPresent(reason -> LOG.warn("plugins run without a virtual environment: {}", reason));
    Optional<Path> used = problem.isPresent() ? Optional.empty() : Optional.of(root);
    Path python = used.map(PythonEnvironment::interpreter).orElse(runtime.executable());
    return new PythonEnvironment(python, used, variables(options, used), lost, problem);
  }

  /// The place the user names; else an environment that exists below the plugin directory; else `venv` there.
  private static Path location(EnvironmentOptions options) {
    if (options.location().isPresent()) {
      return options.location().get();
    }
    Path hidden = options.pluginFolder().resolve(".venv");
    return Files.exists(hidden.resolve("pyvenv.cfg")) ? hidden : options.pluginFolder().resolve("venv");
  }

  private enum Usability {
    WORKS,
    BROKEN,
    ABSENT
  }

  /// Workers run the environment's own interpreter, so any version they support will do.
  private static Usability usability(Path root) {
    if (!Files.exists(root.resolve("pyvenv.cfg"))) {
      return Usability.ABSENT;
    }
    return switch (PythonProbe.run(interpreter(root))) {
      case PythonProbe.Usable _ -> Usability.WORKS;
      case PythonProbe.Unusable(String reason) -> {
        LOG.warn("the Python environment {} does not work: {}", root, reason);
        yield Usability.BROKEN;
      }
    };
  }

  private static Optional<String> repair(PythonRuntime runtime, Path root) {
    Optional<String> problem = create(runtime, root, List.of("--upgrade"));
    if (problem.isEmpty() && usability(root) == Usability.WORKS && keepsItsPackages(runtime, root)) {
      return Optional.empty();
    }
    LOG.warn("making the Python environment {} anew", root);
    return create(runtime, root, List.of("--clear"));
  }

  /// Packages live in a folder named after the minor version.
  private static boolean keepsItsPackages(PythonRuntime runtime, Path root) {
    String[] version = runtime.version().split("\\.");
    return Files.isDirectory(root.resolve("lib/python" + version[0] + "." + version[1] + "/site-packages"));
  }

  private static Optional<String> create(PythonRuntime runtime, Path root, List<String> flags) {
    List<String> command = new ArrayList<>(List.of(runtime.executable().toString(), "-I", "-m", "venv", "--without-pip"));
    command.addAll(flags);
    command.add(root.toString());
    CommandRun run = CommandRun.of(command, Map.of(), PATIENCE);
    if (run.succeeded()) {
      return Optional.empty();
    }
    String detail = run.lastLine().isEmpty() ? run.describeEnd() : run.lastLine();
    return Optional.of("making the Python environment " + root + ": " + detail);
  }

  private static Map<String, String> variables(EnvironmentOptions options, Optional<Path> root) {
    Map<String, String> variables = new HashMap<>(options.environment());
    variables.keySet().removeAll(HIDDEN);
    variables.put("TZ", "UTC"); // call times are UTC, whatever zone the host is in
    variables.put("INFLUXDB3_PLUGIN_DIR", options.pluginFolder().toString());
    variables.putIfAbsent("PLUGIN_DIR", options.pluginFolder().toString());
    CertificateBundle.find(options.environment(), options.cacheFolder())
        .ifPresent(file -> variables.put(CertificateBundle.VARIABLE, file));
    variables.remove("VIRTUAL_ENV");
    root.ifPresent(
        folder -> {
          variables.put("VIRTUAL_ENV", folder.toString());
          String path = variables.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
          variables.put("PATH", folder.resolve("bin") + ":" + path);
        });
    return variables;
  }

  private static Path interpreter(Path root) {
    return root.resolve("bin").resolve("python3");
  }
}
