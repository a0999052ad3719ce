package millrace.catalog;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import millrace.columns.Column;
import millrace.columns.ColumnType;

/// A table, which InfluxQL calls a measurement.
///
/// @param id unique over the whole catalog, never used again
/// @param nextColumnId the id the next new column gets
/// @param columns in order of first appearance; unique by name and type, see [Column]
/// @param deletion present once the table is soft-deleted
/// @param lastCaches in the order they were made
/// @param distinctCaches in the order they were made
public record Table(
    long id,
    String name,
    int nextColumnId,
    List<Column> columns,
    Optional<Deletion> deletion,
    List<LastCache> lastCaches,
    List<DistinctCache> distinctCaches) {
  /// A table without columns.
  static Table empty(long id, String name) {
    return new Table(id, name, 0, List.of(), Optional.empty(), List.of(), List.of());
  }

  public Table {
    columns = List.copyOf(columns);
    // Catalogs written before there were caches have none.
    lastCaches = lastCaches == null ? List.of() : List.copyOf(lastCaches);
    distinctCaches = distinctCaches == null ? List.of() : List.copyOf(distinctCaches);
  }

  public Optional<Column> column(String columnName, ColumnType type) {
    return columns.stream().filter(c -> c.type() == type && c.name().equals(columnName)).findFirst();
  }

  /// Every column of that name: more than one only where the v1 write path let types differ.
  public List<Column> columnsNamed(String columnName) {
    return columns.stream().filter(c -> c.name().equals(columnName)).toList();
  }

  @JsonIgnore
  public List<Column> tags() {
    return columns.stream().filter(c -> c.type() == ColumnType.TAG).toList();
  }

  @JsonIgnore
  public List<Column> fields() {
    return columns.stream().filter(c -> c.type().isField()).toList();
  }

  /// The same table with every column it lacks; itself when it lacks none. Takes one pass, however many there are.
  Table withColumns(List<TableCommand.NewColumn> needed) {
    Set<TableCommand.NewColumn> present = new HashSet<>();
    columns.forEach(column -> present.add(new TableCommand.NewColumn(column.name(), column.type())));
    List<Column> changed = new ArrayList<>(columns);
    int nextId = nextColumnId;
    for (TableCommand.NewColumn column : needed) {
      if (present.add(column)) {
        changed.add(new Column(nextId++, column.name(), column.type()));
      }
    }
    return nextId == nextColumnId ? this : with(nextId, changed);
  }

  /// The same table without some of its columns.
  Table withoutColumns(Collection<Integer> columnIds) {
    List<Column> kept = columns.stream().filter(c -> !columnIds.contains(c.id())).toList();
    return with(nextColumnId, kept);
  }

  Table withName(String newName) {
    return new Table(id, newName, nextColumnId, columns, deletion, lastCaches, distinctCaches);
  }

  /// A deleted table has no caches.
  Table withDeletion(Deletion newDeletion) {
    return new Table(id, name, nextColumnId, columns, Optional.of(newDeletion), List.of(), List.of());
  }

  Table withLastCaches(List<LastCache> caches) {
    return new Table(id, name, nextColumnId, columns, deletion, caches, distinctCaches);
  }

  Table withDistinctCaches(List<DistinctCache> caches) {
    return new Table(id, name, nextColumnId, columns, deletion, lastCaches, caches);
  }

  private Table with(int newNextColumnId, List<Column> newColumns) {
    return new Table(id, name, newNextColumnId, newColumns, deletion, lastCaches, distinctCaches);
  }
}
