package millrace.plugins.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Installs packages into the plugins' environment with pip, or uv: one installation at a time, limited in time, its
/// output in the server's log. What was installed can be imported in each trigger's next run.
///
/// Threads: any; the lock lets one installer run at a time.
public final class PackageInstaller {
  private static final Logger LOG = LoggerFactory.getLogger(PackageInstaller.class);
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final Duration SHORT_PATIENCE = Duration.ofMinutes(1);
  private static final int SHOWN_LINES = 20;
  private static final String PREFIX = "Processing engine error: error installing python packages: ";
  private static final String FORBIDDEN =
      "Package installation has been disabled. Contact your administrator for more information.";

  /// Prints how to run pip: `module` when it is installed, else the archive that comes with the interpreter.
  private static final String FIND_PIP =
      """
      import glob, importlib.util, os
      if importlib.util.find_spec('pip'):
          print('module')
      else:
          folders = ['/usr/share/python-wheels']
          if importlib.util.find_spec('ensurepip'):
              import ensurepip
              folders.insert(0, os.path.join(os.path.dirname(ensurepip.__file__), '_bundled'))
          wheels = [wheel for folder in folders for wheel in sorted(glob.glob(os.path.join(folder, 'pip-*.whl')))]
          print(wheels[0] if wheels else '')
      """;

  /// What stands before the host of an address: an index or a repository may ask for a password.
  private static final Pattern CREDENTIALS = Pattern.compile("://[^/\\s]*@");

  private static final long MOST_REQUIREMENT_BYTES = 1 << 20;

  private final PythonEnvironment environment;
  private final PackageMode mode;
  private final ReentrantLock installing = new ReentrantLock();

  public PackageInstaller(PythonEnvironment environment, PackageMode mode) {
    this.environment = environment;
    this.mode = mode;
  }

  /// Installs packages, each given as one requirement such as `tablib==3.8.0`. Blocks until the installer ended.
  public InstallOutcome install(List<String> packages) {
    for (String name : packages) {
      if (name.isBlank() || name.strip().startsWith("-")) {
        return new InstallOutcome.Invalid("not a package: '" + name + "'");
      }
    }
    if (packages.isEmpty()) {
      return new InstallOutcome.Invalid("no packages given");
    }
    return run(packages, packages);
  }

  /// Installs what a requirements file lists. Blocks until the installer ended.
  ///
  /// @param location path readable by the server, relative to its working directory
  public InstallOutcome installRequirements(String location) {
    if (mode == PackageMode.DISABLED) {
      // Before the file is looked at: whoever asks would learn which files there are.
      return new InstallOutcome.Forbidden(FORBIDDEN);
    }
    try {
      Path file = Path.of(location).toAbsolutePath();
      return run(List.of("-r", file.toString()), requirements(file));
    } catch (IOException | InvalidPathException e) {
      return new InstallOutcome.Invalid("reading requirements file " + location + ": " + e.getMessage());
    }
  }

  private static List<String> requirements(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no such file");
    }
    if (Files.size(file) > MOST_REQUIREMENT_BYTES) {
      throw new IOException("it is longer than " + MOST_REQUIREMENT_BYTES + " bytes");
    }
    return Files.readAllLines(file).stream().map(String::strip).filter(PackageInstaller::namesAPackage).toList();
  }

  /// Puts pip itself into the environment, for users who look for it there. Blocks for some seconds; failing is no
  /// harm.
  public void installPip() {
    Optional<Path> root = environment.root();
    if (mode == PackageMode.DISABLED || root.isEmpty() || Files.exists(root.get().resolve("bin/pip"))) {
      return;
    }
    List<String> command = List.of(environment.python().toString(), "-I", "-m", "ensurepip", "--default-pip");
    installing.lock();
    try {
      CommandRun run = CommandRun.of(command, variables(), SHORT_PATIENCE);
      if (!run.succeeded()) {
        LOG.info("pip is not put into the environment: {}", run.lastLine());
      }
    } finally {
      installing.unlock();
    }
  }

  private InstallOutcome run(List<String> arguments, List<String> requirements) {
    if (mode == PackageMode.DISABLED) {
      return new InstallOutcome.Forbidden(FORBIDDEN);
    }
    if (environment.root().isEmpty()) {
      return new InstallOutcome.Failed(PREFIX + "Plugin environment management is disabled");
    }
    installing.lock();
    try {
      InstallOutcome outcome = run(arguments);
      if (outcome instanceof InstallOutcome.Installed) {
        RequestedPackages.in(environment.root().get()).add(requirements);
      }
      return outcome;
    } finally {
      installing.unlock();
    }
  }

  private InstallOutcome run(List<String> arguments) {
    Optional<List<String>> installer = installer();
    if (installer.isEmpty()) {
      return new InstallOutcome.Failed(PREFIX + "External call failed: the interpreter has no pip");
    }
    List<String> command = new ArrayList<>(installer.get());
    command.addAll(arguments);
    LOG.info("installing Python packages: {}", shown(String.join(" ", arguments)));
    CommandRun run = CommandRun.of(command, variables(), PATIENCE);
    run.output().lines().forEach(line -> LOG.info("installer: {}", shown(line)));
    if (run.succeeded()) {
      return new InstallOutcome.Installed(run.output());
    }
    String failed = run.end() == CommandRun.End.NOT_STARTED ? "External call failed" : "installer ended with " + run.describeEnd();
    return new InstallOutcome.Failed(PREFIX + failed + ": " + lastLines(run.output()));
  }

  /// A text without the passwords of the addresses in it.
  static String shown(String text) {
    return CREDENTIALS.matcher(text).replaceAll("://****@");
  }

  private Optional<List<String>> installer() {
    String python = environment.python().toString();
    if (mode == PackageMode.UV) {
      Optional<Path> uv = PythonRuntime.onSearchPath("uv", environment.variables());
      if (uv.isPresent()) {
        return Optional.of(List.of(uv.get().toString(), "pip", "install", "--python", python));
      }
    }
    CommandRun found = CommandRun.of(List.of(python, "-I", "-c", FIND_PIP), variables(), SHORT_PATIENCE);
    String pip = found.lastLine();
    if (!found.succeeded() || pip.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        pip.equals("module")
            ? List.of(python, "-I", "-m", "pip", "install")
            : List.of(python, "-I", pip + "/pip", "install"));
  }

  private Map<String, String> variables() {
    Map<String, String> variables = new HashMap<>(environment.variables());
    variables.put("PIP_NO_INPUT", "1");
    variables.put("PIP_DISABLE_PIP_VERSION_CHECK", "1");
    return variables;
  }

  private static String lastLines(String output) {
    List<String> lines = output.strip().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
  }

  /// A line of a requirements file that names a package by itself.
  private static boolean namesAPackage(String line) {
    return !line.isEmpty() && !line.startsWith("#") && !line.startsWith("-");
  }
}
