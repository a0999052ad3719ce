package millrace.plugins;

import static millrace.base.Checks.require;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import millrace.plugins.worker.WorkerLimits;
import millrace.plugins.worker.WorkerSpec;

/// The settings of the processing engine.
///
/// @param nodeId this node, for triggers that name the nodes they run on
/// @param pluginDirectory where local plugins are; the engine is off without it
/// @param repository base address of `gh:` plugins, with or without a trailing slash
/// @param allowedKinds kinds of triggers that may be created and started
/// @param asynchronousLimit runs of one asynchronous trigger that may overlap
/// @param timeLimits longest runs
/// @param workerLimits what one trigger's process may use
/// @param delivery how events reach triggers that fail or fall behind
public record EngineSettings(
    String nodeId,
    Optional<Path> pluginDirectory,
    URI repository,
    Set<TriggerKind> allowedKinds,
    int asynchronousLimit,
    TimeLimits timeLimits,
    WorkerLimits workerLimits,
    DeliverySettings delivery) {
  /// The repository of the official plugins.
  public static final URI OFFICIAL_REPOSITORY =
      URI.create("https://raw.githubusercontent.com/influxdata/influxdb3_plugins/main/");

  public EngineSettings {
    Objects.requireNonNull(nodeId);
    Objects.requireNonNull(repository);
    Objects.requireNonNull(timeLimits);
    Objects.requireNonNull(workerLimits);
    Objects.requireNonNull(delivery);
    pluginDirectory = pluginDirectory.map(Path::toAbsolutePath);
    allowedKinds = Set.copyOf(allowedKinds);
    require(asynchronousLimit >= 1, "asynchronous limit is not positive: %d", asynchronousLimit);
  }

  /// An engine without a plugin directory, which runs nothing. A process gets a quarter of the machine's memory.
  public static EngineSettings off(String nodeId) {
    return new EngineSettings(
        nodeId,
        Optional.empty(),
        OFFICIAL_REPOSITORY,
        Set.of(TriggerKind.values()),
        WorkerSpec.DEFAULT_ASYNC_LANES,
        TimeLimits.DEFAULTS,
        new WorkerLimits(machineMemoryBytes() / 4, WorkerLimits.DEFAULT.grace()),
        DeliverySettings.DEFAULTS);
  }

  public EngineSettings withPluginDirectory(Path directory) {
    return new EngineSettings(
        nodeId, Optional.of(directory), repository, allowedKinds, asynchronousLimit, timeLimits, workerLimits, delivery);
  }

  public EngineSettings withRepository(URI base) {
    return new EngineSettings(
        nodeId, pluginDirectory, base, allowedKinds, asynchronousLimit, timeLimits, workerLimits, delivery);
  }

  public EngineSettings withAllowedKinds(Set<TriggerKind> kinds) {
    return new EngineSettings(
        nodeId, pluginDirectory, repository, kinds, asynchronousLimit, timeLimits, workerLimits, delivery);
  }

  public EngineSettings withAsynchronousLimit(int limit) {
    return new EngineSettings(
        nodeId, pluginDirectory, repository, allowedKinds, limit, timeLimits, workerLimits, delivery);
  }

  public EngineSettings withTimeLimits(TimeLimits limits) {
    return new EngineSettings(
        nodeId, pluginDirectory, repository, allowedKinds, asynchronousLimit, limits, workerLimits, delivery);
  }

  public EngineSettings withWorkerLimits(WorkerLimits limits) {
    return new EngineSettings(
        nodeId, pluginDirectory, repository, allowedKinds, asynchronousLimit, timeLimits, limits, delivery);
  }

  public EngineSettings withDelivery(DeliverySettings settings) {
    return new EngineSettings(
        nodeId, pluginDirectory, repository, allowedKinds, asynchronousLimit, timeLimits, workerLimits, settings);
  }

  /// Memory of the machine or of the container; 0, which means no limit, where it cannot be told.
  private static long machineMemoryBytes() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
        ? Math.max(0, machine.getTotalMemorySize())
        : 0;
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
