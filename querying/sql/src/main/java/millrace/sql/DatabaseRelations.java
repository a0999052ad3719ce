package millrace.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import millrace.base.TimeSpan;
import millrace.catalog.DistinctCache;
import millrace.catalog.LastCache;
import millrace.catalog.RetentionPolicy;
import millrace.catalog.Table;
import millrace.columns.ObservedTables;
import millrace.columns.TableSource;

/// The tables of one retention policy, the system tables beside them, and `information_schema` over both.
public final class DatabaseRelations implements Relations {
  private final Optional<RetentionPolicy> policy;
  private final ObservedTables source;
  private final SystemTables system;
  private final CacheTables caches;
  private final long nowNanos;

  /// @param policy what the query's database name stands for; empty for `_internal`, which has system tables only
  /// @param system the tables of schema `system`
  /// @param caches what is in the tables' caches
  public DatabaseRelations(
      Optional<RetentionPolicy> policy, TableSource source, SystemTables system, CacheTables caches, long nowNanos) {
    this.policy = policy;
    this.source = new ObservedTables(source);
    this.system = system;
    this.caches = caches;
    this.nowNanos = nowNanos;
  }

  @Override
  public Optional<Relation> find(String schema, String table) {
    return switch (schema) {
      case "iox" -> policy.flatMap(p -> p.table(table)).map(t -> new TableRelation(t, source, kept(policy.get())));
      case "system" -> system.find(table);
      case CacheFunctions.LAST -> Optional.of(lastCache(CacheFunctions.Reference.of(table)));
      case CacheFunctions.DISTINCT -> Optional.of(distinctCache(CacheFunctions.Reference.of(table)));
      case "information_schema" -> InformationSchema.find(table, this);
      default -> Optional.empty();
    };
  }

  private Relation lastCache(CacheFunctions.Reference wanted) {
    Table table = policy.flatMap(p -> p.table(wanted.table()))
        .orElseThrow(() -> SqlFailure.planning("provided table name is invalid"));
    return only(table.lastCaches(), LastCache::name, wanted)
        .map(cache -> caches.last(table, cache))
        .orElseThrow(() -> SqlFailure.planning("could not find cache for the given arguments"));
  }

  private Relation distinctCache(CacheFunctions.Reference wanted) {
    Table table = policy.flatMap(p -> p.table(wanted.table()))
        .orElseThrow(() -> SqlFailure.planning("provided table name (" + wanted.table() + ") is invalid"));
    return only(table.distinctCaches(), DistinctCache::name, wanted)
        .map(cache -> caches.distinct(table, cache))
        .orElseThrow(() -> SqlFailure.planning("could not find distinct value cache for the given arguments"));
  }

  /// The one of that name; without a name the only one.
  private static <T> Optional<T> only(List<T> all, Function<T, String> name, CacheFunctions.Reference wanted) {
    List<T> fitting = all.stream()
        .filter(cache -> wanted.name().isEmpty() || wanted.name().get().equals(name.apply(cache)))
        .toList();
    return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
  }

  @Override
  public List<String> names(String schema) {
    return switch (schema) {
      case "iox" -> policy.stream()
          .flatMap(p -> p.tables().stream())
          .filter(table -> table.deletion().isEmpty())
          .map(Table::name)
          .toList();
      case "system" -> system.names();
      case "information_schema" -> new ArrayList<>(InformationSchema.NAMES);
      default -> List.of();
    };
  }

  @Override
  public List<String> damage() {
    return source.damage();
  }

  /// What the policy has not expired, to the nanosecond.
  private TimeSpan kept(RetentionPolicy p) {
    if (p.durationNanos() == 0) {
      return TimeSpan.ALL;
    }
    if (p.durationNanos() < 0) {
      return new TimeSpan(Long.MAX_VALUE, Long.MAX_VALUE);
    }
    return new TimeSpan(nowNanos - p.durationNanos(), Long.MAX_VALUE);
  }
}
