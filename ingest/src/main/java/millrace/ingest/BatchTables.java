package millrace.ingest;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.catalog.RetentionPolicy;
import millrace.catalog.Table;
import millrace.catalog.TableCommand.TableNeed;
import millrace.columns.ColumnType;
import millrace.columns.TableRows;

/// The tables of the batch being read. Builders are kept for later batches.
final class BatchTables {
  private final Map<String, TableBuilder> builders = new HashMap<>();
  /// Those this batch has touched, in order.
  private final Map<String, TableBuilder> touched = new LinkedHashMap<>();

  private Optional<RetentionPolicy> policy = Optional.empty();
  private long batch;

  /// Begins a batch against the schema of a policy; without one there are no tables yet.
  void begin(Optional<RetentionPolicy> newPolicy) {
    policy = newPolicy;
    touched.clear();
    batch++;
  }

  /// A table that exists or that this batch makes; null for another.
  TableBuilder existing(String name) {
    TableBuilder builder = builders.get(name);
    if (builder == null) {
      if (catalogTable(name).isEmpty()) {
        return null;
      }
      builder = new TableBuilder(name);
      builders.put(name, builder);
    }
    touch(builder);
    return builder.exists() ? builder : null;
  }

  /// A table to which columns may be added, whether it exists or not.
  TableBuilder obtain(String name) {
    TableBuilder builder = builders.computeIfAbsent(name, TableBuilder::new);
    touch(builder);
    return builder;
  }

  /// Makes sure that a builder met through a key takes part in this batch.
  void touch(TableBuilder builder) {
    if (!builder.isIn(batch)) {
      builder.begin(batch, catalogTable(builder.name));
      touched.put(builder.name, builder);
    }
  }

  /// Adds a row whose columns the schema may still lack.
  void append(CarefulLine line, long timeNanos) {
    TableBuilder table = obtain(line.table());
    line.tags().forEach(tag -> table.need(tag.key(), ColumnType.TAG));
    line.fields().forEach(field -> table.need(field.key(), field.value().type()));
    for (CarefulLine.Field field : line.fields()) {
      table.field(field.key()).column(field.value().type()).set(table.rowCount(), field.value());
    }
    table.endRow(timeNanos, table.slot(line.series()));
  }

  Collection<TableBuilder> touched() {
    return touched.values();
  }

  int rowCount() {
    return touched.values().stream().mapToInt(TableBuilder::rowCount).sum();
  }

  /// Tables this batch makes.
  int newTableCount() {
    return (int) touched.values().stream().filter(table -> table.exists() && table.known().isEmpty()).count();
  }

  List<TableNeed> needs() {
    return touched.values().stream().flatMap(table -> table.need().stream()).toList();
  }

  /// Whether every table to be changed is still as it was when the batch began.
  boolean isCurrent(Optional<RetentionPolicy> present) {
    return touched.values().stream()
        .filter(table -> table.need().isPresent())
        .allMatch(table -> isSame(table.known(), present.flatMap(p -> p.table(table.name))));
  }

  /// The rows of all tables that have any; their ids come from the policy as it is after the needs were met.
  List<TableRows> finish(RetentionPolicy present) {
    return touched.values().stream()
        .filter(table -> table.rowCount() > 0)
        .map(table -> table.finish(present.table(table.name).or(table::known).orElseThrow().id()))
        .toList();
  }

  private Optional<Table> catalogTable(String name) {
    return policy.flatMap(present -> present.table(name));
  }

  private static boolean isSame(Optional<Table> one, Optional<Table> other) {
    return one.orElse(null) == other.orElse(null);
  }

  /// Whether any row is older than an instant.
  boolean hasRowBefore(long instantNanos) {
    if (instantNanos == Long.MIN_VALUE) {
      return false;
    }
    for (TableBuilder table : touched()) {
      for (int row = 0; row < table.rowCount(); row++) {
        if (table.time(row) < instantNanos) {
          return true;
        }
      }
    }
    return false;
  }
}
