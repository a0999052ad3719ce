package millrace.plugins;

import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import millrace.catalog.CatalogState;
import millrace.catalog.TriggerDefinition;
import millrace.columns.TableSource;
import millrace.objectstore.ObjectStore;
import millrace.wal.SealedLog;

/// What the engine keeps in the store, and what it reads of the database besides queries.
///
/// Threads: any.
public final class EngineData implements AutoCloseable {
  private final EngineRecords records;
  private final DeliveryPositions positions;
  private final DeadLetters deadLetters;
  private final Replays replays;
  private final SealedLog log;
  private final TableSource tables;

  private EngineData(
      EngineRecords records,
      DeliveryPositions positions,
      DeadLetters deadLetters,
      Replays replays,
      SealedLog log,
      TableSource tables) {
    this.records = Objects.requireNonNull(records);
    this.positions = Objects.requireNonNull(positions);
    this.deadLetters = Objects.requireNonNull(deadLetters);
    this.replays = Objects.requireNonNull(replays);
    this.log = Objects.requireNonNull(log);
    this.tables = Objects.requireNonNull(tables);
  }

  /// Loads what earlier processes left.
  ///
  /// @param prefix folder within the store, without a trailing slash, such as `node0/processing-engine`
  /// @param bounds what is kept of failed events
  /// @param log read from where triggers with delivery at least once stand
  /// @param tables stored history, for replays
  /// @throws millrace.base.MillraceException with code STORE_UNAVAILABLE
  public static EngineData open(
      ObjectStore store, String prefix, DeliverySettings bounds, SealedLog log, TableSource tables, EngineRuntime runtime) {
    return new EngineData(
        EngineRecords.open(store, prefix, runtime),
        DeliveryPositions.open(store, prefix + "-positions"),
        DeadLetters.open(
            store, prefix + "-dead-letters", new DeadLetters.Bounds(bounds.deadLetters(), bounds.deadLetterBytes())),
        Replays.open(store, prefix + "-replays"),
        log,
        tables);
  }

  /// The first segment of the log that some trigger still needs; [Long#MAX_VALUE] for none. Returns at once.
  public long neededFrom() {
    return positions.neededFrom();
  }

  /// Stores positions that moved though nothing ran, and removes what belongs to triggers that are gone.
  void tidy(Supplier<CatalogState> catalog) {
    positions.retain(() -> triggers(catalog.get(), definition -> definition.delivery().equals(Delivery.AT_LEAST_ONCE)));
    deadLetters.retain(() -> triggers(catalog.get(), _ -> true));
    positions.saveAll();
  }

  private static Set<Long> triggers(CatalogState state, Predicate<TriggerDefinition> wanted) {
    return state.databases().stream()
        .flatMap(database -> database.triggers().stream())
        .filter(wanted)
        .map(TriggerDefinition::id)
        .collect(Collectors.toSet());
  }

  /// Makes everything durable, as far as the store lets it. Twice is harmless.
  @Override
  public void close() {
    positions.saveAll();
    records.close();
  }

  EngineRecords records() {
    return records;
  }

  DeliveryPositions positions() {
    return positions;
  }

  DeadLetters deadLetters() {
    return deadLetters;
  }

  Replays replays() {
    return replays;
  }

  SealedLog log() {
    return log;
  }

  TableSource tables() {
    return tables;
  }
}
