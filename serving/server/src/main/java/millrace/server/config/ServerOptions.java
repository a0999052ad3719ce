package millrace.server.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.objectstore.S3Options;

/// What the server is started with: the settings that were given, checked against each other.
///
/// @param nodeId name of this node
/// @param store where data is kept
/// @param access who may do what without a token
/// @param log what is logged how
/// @param settings everything else, by its setting
/// @param warnings deprecated names in use, one sentence each
public record ServerOptions(
    String nodeId, StoreOptions store, AccessOptions access, LogOptions log, GivenSettings settings, List<String> warnings) {
  public ServerOptions {
    warnings = List.copyOf(warnings);
  }

  /// Where data is kept.
  ///
  /// @param kind `memory`, `memory-throttled`, `file`, `s3`, `google` or `azure`
  /// @param folder present for `file`; for `s3` where to keep copies of what is read, if anywhere on disk
  /// @param bucket present for `s3`
  public record StoreOptions(String kind, Optional<Path> folder, Optional<S3Options> bucket) {}

  /// Who may do what without a token.
  ///
  /// @param enabled whether tokens are asked for at all
  /// @param open endpoints that need none: `health`, `ping`, `metrics`, `ready`, `pprof`, `node_stop`
  /// @param recovery where the recovery endpoint listens
  public record AccessOptions(
      boolean enabled, Set<String> open, Optional<Path> tokenFile, Optional<InetSocketAddress> recovery) {
    public AccessOptions {
      open = Set.copyOf(open);
    }
  }

  /// What is logged how.
  ///
  /// @param filter a level, and `target=level` for parts, separated by commas
  /// @param destination `stdout` or `stderr`
  /// @param format `full`, `pretty`, `json` or `logfmt`
  public record LogOptions(String filter, String destination, String format) {}

  private static final Set<String> OPENABLE = Set.of("health", "ping", "metrics", "ready", "pprof", "node_stop");
  private static final int MOST_OPEN = 6;

  /// What `serve` is told.
  ///
  /// @param arguments those after the word `serve`
  /// @throws UsageException when the command line is wrong
  /// @throws MillraceException with code INVALID_ARGUMENT when settings contradict each other
  public static ServerOptions read(List<String> arguments, Map<String, String> environment) {
    ServeArguments.Result result = ServeArguments.read(arguments, environment);
    GivenSettings settings = result.settings();
    return new ServerOptions(
        nodeId(settings, environment),
        store(settings),
        access(settings),
        log(settings, result.verbosity()),
        tls(settings),
        warnings(result));
  }

  private static List<String> warnings(ServeArguments.Result result) {
    List<String> warnings = new ArrayList<>(result.warnings());
    result.settings().given(ServeSettings.PACKAGE_MANAGER).ifPresent(manager -> warnings.add(manager.equals("disabled")
        ? "--package-manager disabled is deprecated and will be removed in a future release; use --disable-package-management"
        : "--package-manager is deprecated and will be removed in a future release. Python and pip come with the server;"
            + " remove this option"));
    return warnings;
  }

  /// What the program does without any argument: a file store in the home folder, a node named after the host.
  ///
  /// @param hostName of this machine; empty when it cannot be found out
  public static ServerOptions quickStart(Map<String, String> environment, Optional<String> hostName) {
    List<String> arguments = new ArrayList<>();
    GivenSettings given = ServeArguments.read(List.of(), environment).settings();
    List<String> warnings = new ArrayList<>();
    if (given.given(ServeSettings.NODE_ID).isEmpty() && given.given(ServeSettings.NODE_ID_FROM_ENV).isEmpty()) {
      String nodeId = hostName.map(host -> host + "-node").orElse("primary-node");
      arguments.addAll(List.of(ServeSettings.NODE_ID.name(), nodeId));
      warnings.add("Using auto-generated node id: " + nodeId + ". For production deployments, explicitly set --node-id");
    }
    ServerOptions options = read(arguments, environment);
    warnings.addAll(options.warnings);
    return new ServerOptions(
        options.nodeId, options.store, options.access, options.log, options.settings, warnings);
  }

  /// A setting's value or default.
  public <T> T get(Setting<T> setting) {
    return settings.get(setting);
  }

  private static String nodeId(GivenSettings settings, Map<String, String> environment) {
    Optional<String> variable = settings.given(ServeSettings.NODE_ID_FROM_ENV);
    if (variable.isPresent()) {
      return Optional.ofNullable(environment.get(variable.get()))
          .filter(value -> !value.isEmpty())
          .orElseThrow(() -> refusal("Must set INFLUXDB3_NODE_IDENTIFIER_PREFIX=" + variable.get()
              + " to a valid env var value for the node id"));
    }
    String nodeId = settings.given(ServeSettings.NODE_ID).orElseThrow(() -> new UsageException(
        "the following required arguments were not provided:\n  " + ServeArguments.shown(ServeSettings.NODE_ID)));
    boolean isOnePart = !nodeId.isEmpty() && !nodeId.equals(".") && !nodeId.equals("..") && nodeId.indexOf('/') < 0;
    if (!isOnePart) {
      throw refusal("node id is not one part of a path: '" + nodeId + "'");
    }
    return nodeId;
  }

  private static StoreOptions store(GivenSettings settings) {
    Optional<String> kind = settings.given(ServeSettings.OBJECT_STORE);
    Optional<Path> folder = settings.given(ServeSettings.DATA_DIR);
    if (kind.isEmpty()) {
      Path home = Path.of(System.getProperty("user.home"), ".influxdb");
      return new StoreOptions("file", Optional.of(folder.orElse(home)), Optional.empty());
    }
    if (kind.get().equals("file") && folder.isEmpty()) {
      throw refusal("Specified 'File' for the object store; required configuration missing for data-dir");
    }
    boolean isCloud = List.of("s3", "google", "azure").contains(kind.get());
    if (isCloud && settings.given(ServeSettings.BUCKET).isEmpty()) {
      throw refusal("Specified '" + kind.get() + "' for the object store; required configuration missing for bucket");
    }
    return switch (kind.get()) {
      case "file" -> new StoreOptions("file", folder, Optional.empty());
      case "s3" -> new StoreOptions("s3", folder, Optional.of(BucketOptions.of(settings)));
      case "google", "azure" -> throw refusal("object store '" + kind.get()
          + "' is not supported, expected file, s3, memory or memory-throttled");
      default -> new StoreOptions(kind.get(), Optional.empty(), Optional.empty());
    };
  }

  private static AccessOptions access(GivenSettings settings) {
    List<String> open = settings.given(ServeSettings.DISABLE_AUTHZ).orElse(List.of());
    if (open.size() > MOST_OPEN) {
      throw refusal("--disable-authz cannot take more than 6 items");
    }
    if (!OPENABLE.containsAll(open)) {
      throw refusal("invalid value passed in for --disable-authz, allowed values are health, ping, metrics, ready, pprof, and"
          + " node_stop");
    }
    return new AccessOptions(
        !settings.get(ServeSettings.WITHOUT_AUTH),
        new HashSet<>(open),
        settings.given(ServeSettings.ADMIN_TOKEN_FILE),
        settings.given(ServeSettings.RECOVERY_BIND));
  }

  private static LogOptions log(GivenSettings settings, int verbosity) {
    String filter = switch (verbosity) {
      case 0 -> settings.get(ServeSettings.LOG_FILTER);
      case 1 -> "info";
      case 2 -> "debug";
      default -> "trace";
    };
    return new LogOptions(
        filter, settings.get(ServeSettings.LOG_DESTINATION), settings.get(ServeSettings.LOG_FORMAT));
  }

  private static GivenSettings tls(GivenSettings settings) {
    if (settings.given(ServeSettings.TLS_KEY).isPresent() != settings.given(ServeSettings.TLS_CERT).isPresent()) {
      throw refusal("tls requires both a cert and a key file to be passed in to work");
    }
    return settings;
  }

  private static MillraceException refusal(String message) {
    return new MillraceException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
