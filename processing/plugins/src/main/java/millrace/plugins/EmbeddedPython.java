package millrace.plugins;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import millrace.base.Clock;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.plugins.worker.EnvironmentOptions;
import millrace.plugins.worker.InstallOutcome;
import millrace.plugins.worker.PackageInstaller;
import millrace.plugins.worker.PackageMode;
import millrace.plugins.worker.PluginWorker;
import millrace.plugins.worker.PythonEnvironment;
import millrace.plugins.worker.PythonOptions;
import millrace.plugins.worker.PythonResolution;
import millrace.plugins.worker.PythonRuntime;
import millrace.plugins.worker.Sandbox;
import millrace.plugins.worker.WorkerOutput;
import millrace.plugins.worker.WorkerSettings;
import millrace.plugins.worker.WorkerSpec;
import millrace.plugins.worker.WorkerSupervisor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The Python that comes with the server, from interpreter to workers, as the engine needs it.
///
/// Everything is prepared in the background, so that the server's start waits for nothing; whoever needs Python before
/// that waits. When there is no usable interpreter, opening a worker fails with the reason and the next attempt looks
/// again.
///
/// Threads: any; the lock lets one prepare, and guards nothing else.
public final class EmbeddedPython implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPython.class);
  private static final String INSTALL_ERROR = "Processing engine error: error installing python packages: ";

  /// Time after the start at which pip is put into the environment: it takes some seconds of a processor.
  private static final long PIP_DELAY_SECONDS = 20;
  private static final long STOP_MILLIS = 10_000;

  private final Options options;
  private final Clock clock;
  private final ReentrantLock preparing = new ReentrantLock();
  private volatile Optional<Ready> ready = Optional.empty();
  private volatile boolean closed;
  /// The thread that completes pip in the background, while it does.
  private final AtomicReference<Thread> completing = new AtomicReference<>();

  /// Where Python and its environment are.
  ///
  /// @param pluginDirectory the plugin directory
  /// @param python an interpreter the user names
  /// @param installFolder folder of the installation, where `python/` may lie
  /// @param virtualEnvironment the environment's folder, else one below the plugin directory
  /// @param mode how packages are installed
  /// @param cacheFolder where the bundled interpreter is unpacked
  /// @param isSandboxed whether plugins reach only the system's files, their own and a scratch folder
  /// @param environment the server's environment variables
  public record Options(
      Path pluginDirectory,
      Optional<Path> python,
      Optional<Path> installFolder,
      Optional<Path> virtualEnvironment,
      PackageMode mode,
      Path cacheFolder,
      boolean isSandboxed,
      Map<String, String> environment) {
    public Options {
      Objects.requireNonNull(pluginDirectory);
      Objects.requireNonNull(mode);
      Objects.requireNonNull(cacheFolder);
      environment = Map.copyOf(environment);
    }

    /// What a server started without any option of Python's gets.
    public static Options defaults(Path pluginDirectory, Map<String, String> environment) {
      return new Options(
          pluginDirectory,
          Optional.ofNullable(environment.get("INFLUXDB3_PYTHON")).filter(text -> !text.isEmpty()).map(Path::of),
          Optional.empty(),
          Optional.ofNullable(environment.get("VIRTUAL_ENV")).filter(text -> !text.isEmpty()).map(Path::of),
          PackageMode.DISCOVER,
          PythonOptions.defaultCacheFolder(environment),
          false,
          environment);
    }
  }

  private record Ready(PythonEnvironment environment, WorkerSupervisor supervisor, PackageInstaller installer) {}

  private EmbeddedPython(Options options, Clock clock) {
    this.options = options;
    this.clock = clock;
  }

  /// Starts preparing and returns at once.
  public static EmbeddedPython start(Options options, Clock clock) {
    EmbeddedPython python = new EmbeddedPython(options, clock);
    Thread.ofVirtual().name("python-start").start(python::prepareEarly);
    return python;
  }

  /// What the engine is given.
  public Python python() {
    return new Python(this::open, new Packages());
  }

  /// Ends every worker; takes the longest grace time at most. Harmless when repeated.
  @Override
  public void close() {
    closed = true;
    stopCompleting();
    preparing.lock();
    try {
      ready.ifPresent(parts -> parts.supervisor().close());
    } finally {
      preparing.unlock();
    }
  }

  private PluginWorker open(WorkerSpec spec) {
    return ready().supervisor().open(spec);
  }

  private void prepareEarly() {
    try {
      Ready parts = ready();
      CompletableFuture.delayedExecutor(PIP_DELAY_SECONDS, TimeUnit.SECONDS, Thread::startVirtualThread)
          .execute(() -> completePip(parts));
      List<String> lost = parts.environment().lostPackages();
      if (!lost.isEmpty()) {
        LOG.info("installing again what the former Python environment held: {}", lost);
        parts.installer().install(lost);
      }
    } catch (MillraceException e) {
      LOG.warn("plugins cannot run: {}", e.getMessage());
    }
  }

  private void completePip(Ready parts) {
    completing.set(Thread.currentThread());
    if (!closed) {
      parts.installer().installPip();
    }
    completing.set(null);
  }

  /// Nothing that was started here outlives the server.
  private void stopCompleting() {
    Thread running = completing.get();
    if (running != null) {
      running.interrupt();
      try {
        running.join(STOP_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Ready ready() {
    if (ready.isPresent()) {
      return ready.get();
    }
    preparing.lock();
    try {
      if (closed) {
        throw new MillraceException(ErrorCode.SHUTTING_DOWN, "the processing engine is stopping");
      }
      if (ready.isEmpty()) {
        ready = Optional.of(prepare());
      }
      return ready.get();
    } finally {
      preparing.unlock();
    }
  }

  private Ready prepare() {
    Path cacheFolder = cacheFolder();
    PythonRuntime runtime = runtime(cacheFolder);
    PythonEnvironment environment =
        PythonEnvironment.prepare(
            runtime,
            new EnvironmentOptions(
                options.pluginDirectory(),
                options.virtualEnvironment(),
                options.mode(),
                cacheFolder,
                options.environment()));
    LOG.info("plugins run on Python {}, {}", runtime.version(), environment.python());
    Path sockets = Path.of(System.getProperty("java.io.tmpdir"));
    WorkerSettings settings =
        new WorkerSettings(environment.python(), variables(environment), sockets, WorkerOutput.toServerLog());
    return new Ready(
        environment, new WorkerSupervisor(settings, clock), new PackageInstaller(environment, options.mode()));
  }

  private Map<String, String> variables(PythonEnvironment environment) {
    Map<String, String> variables = new HashMap<>(environment.variables());
    if (options.isSandboxed()) {
      List<Path> readable = new ArrayList<>(List.of(options.pluginDirectory()));
      environment.root().ifPresent(readable::add);
      Path scratch = options.pluginDirectory().resolve(PluginFiles.STATE_FOLDER).resolve("scratch");
      variables.putAll(new Sandbox(readable, scratch).variables());
    }
    return variables;
  }

  /// The cache folder, or one in the plugin directory where services without a home can write.
  private Path cacheFolder() {
    try {
      Files.createDirectories(options.cacheFolder());
      if (Files.isWritable(options.cacheFolder())) {
        return options.cacheFolder();
      }
    } catch (IOException e) {
      LOG.debug("cannot make {}: {}", options.cacheFolder(), e.toString());
    }
    return options.pluginDirectory().resolve(".cache");
  }

  private PythonRuntime runtime(Path cacheFolder) {
    PythonOptions where =
        new PythonOptions(options.python(), options.installFolder(), cacheFolder, options.environment());
    return switch (PythonRuntime.resolve(where)) {
      case PythonResolution.Found(PythonRuntime runtime) -> runtime;
      case PythonResolution.Unavailable(String reason) ->
          throw new MillraceException(ErrorCode.PLUGIN_FAILED, reason);
    };
  }

  /// Installs into the environment, and has workers take up what was replaced under them.
  private final class Packages implements PluginPackages {
    @Override
    public InstallOutcome install(List<String> packages) {
      return with(installer -> installer.install(packages));
    }

    @Override
    public InstallOutcome installRequirements(String location) {
      return with(installer -> installer.installRequirements(location));
    }

    private InstallOutcome with(Function<PackageInstaller, InstallOutcome> work) {
      Ready parts;
      try {
        parts = ready();
      } catch (MillraceException e) {
        return new InstallOutcome.Failed(INSTALL_ERROR + e.getMessage());
      }
      InstallOutcome outcome = work.apply(parts.installer());
      if (outcome instanceof InstallOutcome.Installed installed && installed.replacedPackages()) {
        parts.supervisor().renew();
      }
      return outcome;
    }
  }
}
