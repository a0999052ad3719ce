package millrace.plugins;

import static millrace.base.Checks.require;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// The settings of the processing engine.
///
/// @param nodeId this node, for triggers that name the nodes they run on
/// @param pluginDirectory where local plugins are; the engine is off without it
/// @param repository base address of `gh:` plugins, with or without a trailing slash
/// @param allowedKinds kinds of triggers that may be created and started
/// @param asynchronousLimit runs of one asynchronous trigger that may overlap
/// @param timeLimits longest runs
public record EngineSettings(
    String nodeId,
    Optional<Path> pluginDirectory,
    URI repository,
    Set<TriggerKind> allowedKinds,
    int asynchronousLimit,
    TimeLimits timeLimits) {
  /// The repository of the official plugins.
  public static final URI OFFICIAL_REPOSITORY =
      URI.create("https://raw.githubusercontent.com/influxdata/influxdb3_plugins/main/");

  public EngineSettings {
    Objects.requireNonNull(nodeId);
    Objects.requireNonNull(repository);
    Objects.requireNonNull(timeLimits);
    pluginDirectory = pluginDirectory.map(Path::toAbsolutePath);
    allowedKinds = Set.copyOf(allowedKinds);
    require(asynchronousLimit >= 1, "asynchronous limit is not positive: %d", asynchronousLimit);
  }

  /// An engine without a plugin directory, which runs nothing.
  public static EngineSettings off(String nodeId) {
    return new EngineSettings(
        nodeId, Optional.empty(), OFFICIAL_REPOSITORY, Set.of(TriggerKind.values()), 16, TimeLimits.DEFAULTS);
  }

  public EngineSettings withPluginDirectory(Path directory) {
    return new EngineSettings(
        nodeId, Optional.of(directory), repository, allowedKinds, asynchronousLimit, timeLimits);
  }

  public EngineSettings withRepository(URI base) {
    return new EngineSettings(nodeId, pluginDirectory, base, allowedKinds, asynchronousLimit, timeLimits);
  }

  public EngineSettings withAllowedKinds(Set<TriggerKind> kinds) {
    return new EngineSettings(nodeId, pluginDirectory, repository, kinds, asynchronousLimit, timeLimits);
  }

  public EngineSettings withAsynchronousLimit(int limit) {
    return new EngineSettings(nodeId, pluginDirectory, repository, allowedKinds, limit, timeLimits);
  }

  public EngineSettings withTimeLimits(TimeLimits limits) {
    return new EngineSettings(nodeId, pluginDirectory, repository, allowedKinds, asynchronousLimit, limits);
  }

  /// Longest runs by kind of trigger; zero is no limit.
  public record TimeLimits(Duration writes, Duration schedule, Duration request) {
    /// Ten minutes for a flush, an hour for a scheduled call, five minutes for a request.
    public static final TimeLimits DEFAULTS =
        new TimeLimits(Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofMinutes(5));

    Duration of(TriggerKind kind) {
      return switch (kind) {
        case WRITES -> writes;
        case SCHEDULE -> schedule;
        case REQUEST -> request;
      };
    }
  }
}
