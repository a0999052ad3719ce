package millrace.catalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.columns.ColumnType;

/// Changes to tables and their columns. Tables are named by database, policy (empty for the default one) and name.
public sealed interface TableCommand extends CatalogCommand {
  /// A column a write needs.
  record NewColumn(String name, ColumnType type) {}

  /// A table a write needs, with the columns it must have; both may exist already.
  record TableNeed(String table, List<NewColumn> columns) {
    public TableNeed {
      columns = List.copyOf(columns);
    }
  }

  /// Adds every missing table and column, and nothing where all are there. Whether a column may be added next to one
  /// of the same name and another type is the write path's business.
  record EnsureTables(String database, String policy, List<TableNeed> tables) implements TableCommand {
    public EnsureTables {
      tables = List.copyOf(tables);
    }

    @Override
    public CatalogState applyTo(CatalogState state) {
      Database owner = state.requireDatabase(database);
      RetentionPolicy present = owner.requirePolicy(policy);
      Map<String, Table> changed = new LinkedHashMap<>();
      long nextId = state.nextId();
      for (TableNeed need : tables) {
        Optional<Table> existing = Optional.ofNullable(changed.get(need.table())).or(() -> present.table(need.table()));
        Table table = existing.isPresent() ? existing.get() : Table.empty(nextId++, need.table());
        Table grown = table.withColumns(need.columns());
        if (existing.isEmpty() || grown != table) {
          changed.put(need.table(), grown);
        }
      }
      return changed.isEmpty()
          ? state
          : state.withNextId(nextId).withDatabase(owner.withPolicy(present.withTables(changed.values())));
    }
  }

  /// Removes a table at once, a soft-deleted one too. Harmless when there is none.
  record DropTable(String database, String policy, String table) implements TableCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      boolean exists =
          state.database(database).flatMap(d -> d.policy(policy)).flatMap(p -> p.anyTable(table)).isPresent();
      return exists
          ? state.changeDatabase(database, d -> d.changePolicy(policy, p -> p.withoutTable(table)))
          : state;
    }
  }

  /// Renames a table and marks it deleted, so that its name is free at once. When the new name is taken, the table's id
  /// is added to it. A table that is deleted already gets another time for the end of its data.
  record SoftDeleteTable(String database, String policy, String table, String newName, Deletion deletion)
      implements TableCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      return state.changeDatabase(database, owner -> owner.changePolicy(policy, this::delete));
    }

    private RetentionPolicy delete(RetentionPolicy owner) {
      Table old = owner.anyTable(table)
          .orElseThrow(() -> new MillraceException(ErrorCode.NOT_FOUND, "table not found: " + table));
      boolean isTaken = owner.anyTable(newName).isPresent() && !newName.equals(table);
      String free = isTaken ? newName + "-" + old.id() : newName;
      return owner.withoutTable(table).withTable(old.withName(free).withDeletion(deletion));
    }
  }

  /// Forgets columns whose last value is gone, as InfluxDB 1.x does when a measurement's series are all dropped.
  record DropColumns(String database, String policy, String table, List<Integer> columnIds) implements TableCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      return state.changeDatabase(
          database, owner -> owner.changePolicy(policy, p -> p.table(table).map(t -> p.withTable(t.withoutColumns(columnIds))).orElse(p)));
    }
  }
}
