package millrace.plugins;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.catalog.Catalog;
import millrace.catalog.CatalogState;
import millrace.catalog.Database;
import millrace.catalog.TriggerCommand;
import millrace.catalog.TriggerDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Creates, changes and deletes triggers: checks, the catalog, and what runs.
///
/// Threads: any.
final class TriggerAdministration {
  private static final Logger LOG = LoggerFactory.getLogger(TriggerAdministration.class);

  private final EngineSettings settings;
  private final Catalog catalog;
  private final PluginFiles files;
  private final PluginLoader loader;
  private final TriggerDispatcher dispatcher;

  /// Makes a trigger's checks and its change of the catalog one step.
  private final ReentrantLock changing = new ReentrantLock();

  TriggerAdministration(
      EngineSettings settings, Catalog catalog, PluginFiles files, PluginLoader loader, TriggerDispatcher dispatcher) {
    this.settings = settings;
    this.catalog = catalog;
    this.files = files;
    this.loader = loader;
    this.dispatcher = dispatcher;
  }

  void create(NewTrigger request) {
    checkAllowed(request.specification());
    PluginCode code = ErrorPrefix.plugin(() -> loader.load(request.pluginFile()));
    TriggerSpec spec = TriggerSpec.parse(request.specification());
    TriggerChecks.delivery(request.delivery(), spec);
    TriggerChecks.nodes(request.nodes());
    Trigger created = locked(() -> create(request, spec));
    if (spec instanceof TriggerSpec.Cron(CronSchedule schedule) && schedule.numbersWeekdays()) {
      LOG.warn(
          "trigger {}/{}: in '{}' days of the week are numbered from 1, Sunday, to 7, Saturday; names such as mon-fri"
              + " are unambiguous",
          request.database(),
          request.name(),
          schedule.expression());
    }
    if (!request.disabled() && isOurs(created)) {
      dispatcher.start(created, Optional.of(code));
    }
  }

  void delete(String database, String trigger, boolean force) {
    TriggerDefinition deleted =
        locked(
            () -> {
              TriggerDefinition definition = existing(database, trigger);
              if (!definition.disabled() && !force) {
                throw new MillraceException(
                    ErrorCode.CONFLICT,
                    "Cannot delete running plugin " + trigger + ". Disable it first or use --force.");
              }
              catalog.apply(new TriggerCommand.DeleteTrigger(database, trigger));
              return definition;
            });
    dispatcher.stop(deleted.id());
  }

  void enable(String database, String trigger) {
    Optional<Trigger> enabled =
        locked(
            () -> {
              TriggerDefinition definition = existing(database, trigger);
              if (!definition.disabled()) {
                return Optional.empty();
              }
              TriggerChecks.freePath(catalog.state(), TriggerSpec.parse(definition.specification()), definition.id());
              CatalogState state =
                  catalog.apply(new TriggerCommand.SetTriggerDisabled(database, trigger, false, ""));
              return Optional.of(trigger(state, database, trigger));
            });
    if (files.isConfigured()) {
      enabled.filter(this::isOurs).ifPresent(started -> dispatcher.start(started, Optional.empty()));
    }
  }

  void disable(String database, String trigger) {
    TriggerDefinition disabled =
        locked(
            () -> {
              TriggerDefinition definition = existing(database, trigger);
              if (!definition.disabled()) {
                catalog.apply(new TriggerCommand.SetTriggerDisabled(database, trigger, true, ""));
              }
              return definition;
            });
    dispatcher.stop(disabled.id());
  }

  /// Changes a trigger and starts it anew if it is enabled. Its process and cache live on, unless it becomes synchronous or
  /// asynchronous.
  void change(TriggerChange request) {
    request.specification().ifPresent(this::checkAllowed);
    Optional<PluginCode> code = request.pluginFile().map(file -> ErrorPrefix.plugin(() -> loader.load(file)));
    Trigger changed = locked(() -> applied(request));
    if (changed.definition().disabled() || !files.isConfigured() || !isOurs(changed)) {
      dispatcher.stop(changed.id());
    } else {
      dispatcher.restart(changed, code);
    }
  }

  private Trigger applied(TriggerChange request) {
    TriggerDefinition old = existing(request.database(), request.name());
    TriggerSpec spec = TriggerSpec.parse(request.specification().orElse(old.specification()));
    String delivery = request.delivery().orElse(old.delivery());
    TriggerChecks.delivery(delivery, spec);
    request.nodes().ifPresent(TriggerChecks::nodes);
    TriggerChecks.fires(spec);
    if (!old.disabled()) {
      TriggerChecks.freePath(catalog.state(), spec, old.id());
    }
    TriggerDefinition changed =
        new TriggerDefinition(
            old.id(), old.name(), old.database(), request.pluginFile().orElse(old.pluginFile()), spec.text(),
            request.arguments().orElse(old.arguments()), request.arguments().isPresent() || old.hasArguments(),
            request.runAsynchronous().orElse(old.runAsynchronous()),
            request.errorBehavior().map(ErrorBehavior::word).orElse(old.errorBehavior()), request.nodes().orElse(old.nodes()), delivery,
            old.disabled(), old.disabledReason());
    CatalogState state = catalog.apply(new TriggerCommand.ChangeTrigger(changed));
    return trigger(state, request.database(), request.name());
  }

  /// What error behaviour `disable` does. Where the catalog cannot be changed now, the trigger is stopped for a while. One
  /// that was replaced by another of its name meanwhile is left alone.
  void disableForError(Trigger trigger, String reason) {
    try {
      locked(
          () -> {
            Optional<TriggerDefinition> now =
                catalog.state().databaseById(trigger.databaseId()).flatMap(owner -> owner.trigger(trigger.name()));
            if (now.isPresent() && now.get().id() == trigger.id()) {
              catalog.apply(
                  new TriggerCommand.SetTriggerDisabled(trigger.database(), trigger.name(), true, reason));
            }
            return now;
          });
    } catch (MillraceException e) {
      LOG.error("trigger {}/{} cannot be disabled durably: {}", trigger.database(), trigger.name(), e.getMessage());
      dispatcher.suspend(trigger, reason);
      return;
    }
    dispatcher.stop(trigger.id());
  }

  /// A trigger that exists, running or not.
  ///
  /// @throws MillraceException with the messages of the other requests about triggers
  Trigger require(String database, String trigger) {
    return Trigger.of(TriggerChecks.changeable(catalog.state(), database), existing(database, trigger));
  }

  /// Comes first where kinds are restricted, before the plugin is looked for.
  private void checkAllowed(String specification) {
    if (settings.allowedKinds().size() == TriggerKind.values().length) {
      return;
    }
    TriggerKind kind = TriggerSpec.parse(specification).kind();
    if (!settings.allowedKinds().contains(kind)) {
      throw new MillraceException(
          ErrorCode.INVALID_ARGUMENT,
          "invalid request: server is configured to reject " + kind.typeName() + " plugin triggers");
    }
  }

  private Trigger create(NewTrigger request, TriggerSpec spec) {
    Database database = TriggerChecks.changeable(catalog.state(), request.database());
    TriggerChecks.freeName(database, request.name());
    TriggerChecks.fires(spec);
    if (!request.disabled()) {
      TriggerChecks.freePath(catalog.state(), spec, -1);
    }
    CatalogState state = catalog.apply(new TriggerCommand.CreateTrigger(definition(request, spec)));
    return trigger(state, request.database(), request.name());
  }

  private static TriggerDefinition definition(NewTrigger request, TriggerSpec spec) {
    return new TriggerDefinition(
        0,
        request.name(),
        request.database(),
        request.pluginFile(),
        spec.text(),
        request.arguments().orElse(Map.of()),
        request.arguments().isPresent(),
        request.runAsynchronous(),
        request.errorBehavior().word(),
        request.nodes(),
        request.delivery(),
        request.disabled(),
        "");
  }

  /// Whether it is to run on this node.
  private boolean isOurs(Trigger trigger) {
    return trigger.runsOn(settings.nodeId());
  }

  private TriggerDefinition existing(String database, String trigger) {
    return TriggerChecks.existing(TriggerChecks.changeable(catalog.state(), database), trigger);
  }

  private static Trigger trigger(CatalogState state, String database, String trigger) {
    Database owner = state.requireDatabase(database);
    return Trigger.of(owner, TriggerChecks.existing(owner, trigger));
  }

  private <T> T locked(Supplier<T> action) {
    changing.lock();
    try {
      return action.get();
    } finally {
      changing.unlock();
    }
  }
}
