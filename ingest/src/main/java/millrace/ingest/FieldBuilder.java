package millrace.ingest;

import java.util.ArrayList;
import java.util.List;
import millrace.columns.ColumnType;

/// One field name of a table: a column for every type the schema lets it have, of which V3 has one.
final class FieldBuilder {
  final String name;
  /// The column the last value went to; tried first.
  FieldColumn current;

  private final FieldColumn[] byType = new FieldColumn[ColumnType.values().length];
  private final List<FieldColumn> columns = new ArrayList<>(1);

  FieldBuilder(String name) {
    this.name = name;
  }

  /// The column for a type, or null where the schema does not have it.
  FieldColumn column(ColumnType type) {
    FieldColumn column = current;
    if (column.type != type) {
      column = byType[type.ordinal()];
      if (column != null) {
        current = column;
      }
    }
    return column;
  }

  FieldColumn addType(ColumnType type) {
    FieldColumn column = byType[type.ordinal()];
    if (column == null) {
      column = new FieldColumn(name, type);
      byType[type.ordinal()] = column;
      columns.add(column);
    }
    current = column;
    return column;
  }

  /// Takes back the values of a row that was begun last.
  void unmark(int row) {
    for (FieldColumn column : columns) {
      if (column.isMarked(row)) {
        column.unmark(row);
      }
    }
  }

  /// Forgets all values of the batch.
  void clear() {
    columns.forEach(FieldColumn::clear);
  }

  boolean hasType(ColumnType type) {
    return byType[type.ordinal()] != null;
  }

  /// The first type of the schema, which in V3 is the only one.
  ColumnType type() {
    return columns.getFirst().type;
  }

  /// The columns, first come first.
  List<FieldColumn> columns() {
    return columns;
  }
}
