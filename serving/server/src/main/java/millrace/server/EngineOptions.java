package millrace.server;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.plugins.DeliverySettings;
import millrace.plugins.EngineSettings;
import millrace.plugins.TriggerKind;
import millrace.plugins.worker.WorkerLimits;
import millrace.server.config.GivenSettings;
import millrace.server.config.ServeSettings;
import millrace.server.config.ServerOptions;

/// What the server is started with, as the processing engine wants it.
final class EngineOptions {
  private EngineOptions() {}

  static EngineSettings settings(ServerOptions options) {
    GivenSettings given = options.settings();
    EngineSettings settings = EngineSettings.off(options.nodeId())
        .withDelivery(delivery(options))
        .withWorkerLimits(new WorkerLimits(
            options.get(ServeSettings.PLUGIN_MEMORY),
            WorkerLimits.DEFAULT.grace(),
            options.get(ServeSettings.PLUGIN_OUTPUT),
            options.get(ServeSettings.PLUGIN_IDLE)))
        .withTimeLimits(new EngineSettings.TimeLimits(
            options.get(ServeSettings.WRITE_TIME_LIMIT),
            options.get(ServeSettings.SCHEDULE_TIME_LIMIT),
            options.get(ServeSettings.REQUEST_TIME_LIMIT)));
    Optional<Path> folder = given.given(ServeSettings.PLUGIN_DIR);
    if (folder.isPresent()) {
      settings = settings.withPluginDirectory(folder.get());
    }
    Optional<String> repository = given.given(ServeSettings.PLUGIN_REPO);
    if (repository.isPresent()) {
      settings = settings.withRepository(URI.create(repository.get()));
    }
    Optional<Long> overlap = given.given(ServeSettings.ASYNC_TRIGGER_LIMIT);
    if (overlap.isPresent()) {
      settings = settings.withAsynchronousLimit(Math.toIntExact(overlap.get()));
    }
    Optional<List<String>> kinds = given.given(ServeSettings.RESTRICT_TRIGGERS);
    return kinds.isEmpty() || kinds.get().isEmpty() ? settings : settings.withAllowedKinds(kinds(kinds.get()));
  }

  private static DeliverySettings delivery(ServerOptions options) {
    Optional<Long> attempts = options.settings().given(ServeSettings.TRIGGER_RETRY_LIMIT);
    return new DeliverySettings(
        attempts.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact(attempts.get())),
        options.get(ServeSettings.TRIGGER_LOG_SIZE),
        Math.toIntExact(options.get(ServeSettings.DEAD_LETTER_LIMIT)),
        options.get(ServeSettings.DEAD_LETTER_SIZE));
  }

  private static Set<TriggerKind> kinds(List<String> words) {
    Set<TriggerKind> kinds = new HashSet<>();
    for (String word : words) {
      String plain = word.equals("wal_flush") ? "wal" : word;
      kinds.add(List.of(TriggerKind.values()).stream()
          .filter(kind -> kind.word().equals(plain))
          .findFirst()
          .orElseThrow(() -> new MillraceException(
              ErrorCode.INVALID_ARGUMENT, "unknown kind of trigger '" + word + "', expected wal, schedule or request")));
    }
    return kinds;
  }
}
