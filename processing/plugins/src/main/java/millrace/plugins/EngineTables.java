package millrace.plugins;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import millrace.catalog.Catalog;
import millrace.catalog.Database;
import millrace.catalog.TriggerDefinition;

/// The system tables as the catalog, the running triggers and the records have them.
final class EngineTables implements SystemTables {
  private static final String INTERNAL_DATABASE = "_internal";

  private final Catalog catalog;
  private final TriggerDispatcher dispatcher;
  private final EngineData data;
  private final PluginFiles files;

  EngineTables(Catalog catalog, TriggerDispatcher dispatcher, EngineData data, PluginFiles files) {
    this.catalog = catalog;
    this.dispatcher = dispatcher;
    this.data = data;
    this.files = files;
  }

  @Override
  public List<TriggerRow> triggers(String database) {
    List<TriggerRow> rows = new ArrayList<>();
    for (Database owner : live(database).stream().toList()) {
      owner.triggers().forEach(definition -> rows.add(row(Trigger.of(owner, definition))));
    }
    return rows;
  }

  @Override
  public List<TriggerArgumentRow> triggerArguments(String database) {
    List<TriggerArgumentRow> rows = new ArrayList<>();
    for (TriggerDefinition trigger : definitions(database)) {
      trigger.arguments().forEach((key, value) -> rows.add(new TriggerArgumentRow(trigger.name(), key, value)));
    }
    return rows;
  }

  @Override
  public List<TriggerStatusRow> triggerStatus(String database) {
    List<TriggerStatusRow> rows = new ArrayList<>();
    for (Database candidate : catalog.state().databases()) {
      boolean isShown = database.equals(INTERNAL_DATABASE) || candidate.name().equals(database);
      if (isShown && !candidate.isDeleted()) {
        candidate.triggers().forEach(definition -> rows.add(status(Trigger.of(candidate, definition))));
      }
    }
    return rows;
  }

  @Override
  public List<LogRow> logs(String database) {
    return shown(database).map(data.records()::logs).orElse(List.of());
  }

  @Override
  public List<RunRow> runs(String database) {
    return shown(database).map(data.records()::runs).orElse(List.of());
  }

  @Override
  public List<DeadLetter> deadLetters(String database) {
    return shown(database).map(data.deadLetters()::all).orElse(List.of());
  }

  @Override
  public List<ReplayReport> replays(String database) {
    return shown(database).map(data.replays()::all).orElse(List.of());
  }

  @Override
  public List<PluginFileRow> pluginFiles() {
    List<PluginFileRow> rows = new ArrayList<>();
    for (Database database : catalog.state().databases()) {
      if (!database.isDeleted()) {
        database.triggers().forEach(trigger -> rows.addAll(files.rows(trigger.name(), trigger.pluginFile())));
      }
    }
    return rows;
  }

  private TriggerRow row(Trigger trigger) {
    TriggerDefinition definition = trigger.definition();
    TriggerStatusRow status = status(trigger);
    return new TriggerRow(
        trigger.name(), definition.pluginFile(), trigger.spec().json(), definition.disabled(), definition.errorBehavior(),
        status.state(), status.reason(), definition.runAsynchronous(), definition.delivery(), definition.nodes());
  }

  private TriggerStatusRow status(Trigger trigger) {
    return dispatcher
        .status(trigger)
        .orElseGet(
            () ->
                trigger.definition().disabled()
                    ? TriggerStatusRow.idle(trigger, "disabled", trigger.definition().disabledReason())
                    : TriggerStatusRow.idle(trigger, "starting", ""));
  }

  private List<TriggerDefinition> definitions(String database) {
    return live(database).map(found -> List.copyOf(found.triggers())).orElse(List.of());
  }

  private Optional<Database> live(String database) {
    return catalog.state().database(database).filter(found -> !found.isDeleted());
  }

  /// The id of the database whose rows are shown: none in it for all, nothing where there is no such database.
  private Optional<OptionalLong> shown(String database) {
    return database.equals(INTERNAL_DATABASE)
        ? Optional.of(OptionalLong.empty())
        : live(database).map(found -> OptionalLong.of(found.id()));
  }
}
