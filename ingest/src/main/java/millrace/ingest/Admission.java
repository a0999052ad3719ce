package millrace.ingest;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import millrace.catalog.CatalogState;
import millrace.catalog.Database;
import millrace.catalog.RetentionPolicy;
import millrace.columns.ColumnType;

/// Decides whether a carefully read line fits the schema, before anything of it reaches a batch.
final class Admission {
  private final BatchTables tables;
  private final SchemaLimits limits;
  private final CatalogState catalog;

  Admission(BatchTables tables, SchemaLimits limits, CatalogState catalog) {
    this.tables = tables;
    this.limits = limits;
    this.catalog = catalog;
  }

  /// The rules of V3: tags before fields, each in the order written; the first fault is told.
  void checkV3(CarefulLine line) throws BadLine {
    TableBuilder table = tables.existing(line.table());
    Map<String, ColumnType> columns = new HashMap<>();
    for (CarefulLine.Tag tag : line.tags()) {
      checkColumn(table, columns, tag.key(), ColumnType.TAG);
    }
    Set<String> fields = new HashSet<>();
    for (CarefulLine.Field field : line.fields()) {
      if (!fields.add(field.key())) {
        throw duplicate(field.key(), "field");
      }
      checkColumn(table, columns, field.key(), field.value().type());
    }
    checkLimits(line);
  }

  /// Room for the table and the columns a line would add.
  void checkLimits(CarefulLine line) throws BadLine {
    TableBuilder table = tables.existing(line.table());
    if (table == null) {
      checkTableCount();
    }
    Set<String> added = new HashSet<>();
    for (CarefulLine.Tag tag : line.tags()) {
      if (table == null || !table.hasTag(tag.key())) {
        added.add(tag.key());
      }
    }
    for (CarefulLine.Field field : line.fields()) {
      if (table == null || table.field(field.key()) == null) {
        added.add(field.key());
      }
    }
    int present = table == null ? 0 : table.columnCount();
    if (!added.isEmpty() && present + added.size() > limits.columnsPerTable()) {
      throw new BadLine(
          LineError.Kind.LIMIT,
          "Update to schema would exceed number of columns per table limit of "
              + limits.columnsPerTable()
              + " columns");
    }
  }

  private void checkColumn(TableBuilder table, Map<String, ColumnType> columns, String name, ColumnType type)
      throws BadLine {
    if (name.equals("time") || name.equals("__chunk_order")) {
      throw new BadLine(LineError.Kind.SCHEMA, "'" + name + "' is a reserved column");
    }
    ColumnType inLine = columns.putIfAbsent(name, type);
    if (inLine == ColumnType.TAG && type == ColumnType.TAG) {
      throw duplicate(name, "tag");
    }
    ColumnType expected = inLine != null ? inLine : typeInSchema(table, name, type);
    if (expected != type) {
      throw new BadLine(
          LineError.Kind.SCHEMA,
          "invalid column type for column '" + name + "', expected " + word(expected) + ", got " + word(type));
    }
  }

  /// The type the schema gives a column, or `wanted` where it has none or has that among others.
  private static ColumnType typeInSchema(TableBuilder table, String name, ColumnType wanted) {
    if (table == null) {
      return wanted;
    }
    FieldBuilder field = table.field(name);
    boolean isTag = table.hasTag(name);
    if (field == null) {
      return isTag ? ColumnType.TAG : wanted;
    }
    boolean fits = wanted == ColumnType.TAG ? isTag : field.hasType(wanted);
    return fits ? wanted : field.type();
  }

  private static BadLine duplicate(String name, String kind) {
    return new BadLine(
        LineError.Kind.SCHEMA,
        "invalid line protocol - multiple instances of '" + name + "' " + kind + " found");
  }

  private void checkTableCount() throws BadLine {
    if (limits.tables() == Integer.MAX_VALUE) {
      return;
    }
    long present = tables.newTableCount();
    for (Database database : catalog.databases()) {
      if (!database.isDeleted() && !database.name().equals(SchemaCommit.INTERNAL)) {
        for (RetentionPolicy policy : database.policies()) {
          present += policy.tables().stream().filter(table -> table.deletion().isEmpty()).count();
        }
      }
    }
    if (present >= limits.tables()) {
      throw new BadLine(
          LineError.Kind.LIMIT,
          "Update to schema would exceed number of tables limit: attempted to create table but already have "
              + present
              + " table(s) (limit: "
              + limits.tables()
              + ")");
    }
  }

  private static String word(ColumnType type) {
    return switch (type) {
      case TAG -> "iox::column_type::tag";
      case FLOAT -> "iox::column_type::field::float";
      case INTEGER -> "iox::column_type::field::integer";
      case UNSIGNED -> "iox::column_type::field::uinteger";
      case STRING -> "iox::column_type::field::string";
      case BOOLEAN -> "iox::column_type::field::boolean";
    };
  }
}
