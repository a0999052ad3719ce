package millrace.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.base.TimeSpan;
import millrace.catalog.RetentionPolicy;
import millrace.catalog.Table;
import millrace.columns.ObservedTables;
import millrace.columns.TableSource;

/// The tables of one retention policy, the system tables beside them, and `information_schema` over both.
public final class DatabaseRelations implements Relations {
  private final Optional<RetentionPolicy> policy;
  private final ObservedTables source;
  private final SystemTables system;
  private final long nowNanos;

  /// @param policy what the query's database name stands for; empty for `_internal`, which has system tables only
  /// @param system the tables of schema `system`
  public DatabaseRelations(
      Optional<RetentionPolicy> policy, TableSource source, SystemTables system, long nowNanos) {
    this.policy = policy;
    this.source = new ObservedTables(source);
    this.system = system;
    this.nowNanos = nowNanos;
  }

  @Override
  public Optional<Relation> find(String schema, String table) {
    return switch (schema) {
      case "iox" -> policy.flatMap(p -> p.table(table)).map(t -> new TableRelation(t, source, kept(policy.get())));
      case "system" -> system.find(table);
      case "information_schema" -> InformationSchema.find(table, this);
      default -> Optional.empty();
    };
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
