package millrace.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What becomes of the columns of a Parquet file.
///
/// @param table that the rows go to
/// @param columns those that are read, in the order of the file
record ParquetLayout(String table, List<Column> columns) {
  private static final Set<String> SIGNED = Set.of("TINYINT", "SMALLINT", "INTEGER", "BIGINT");
  private static final Set<String> UNSIGNED = Set.of("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT");
  private static final Set<String> FLOATS = Set.of("FLOAT", "DOUBLE");
  private static final Set<String> TEXTS = Set.of("VARCHAR", "UUID", "TIME", "TIME_NS", "TIME WITH TIME ZONE", "JSON");

  /// @param expression what DuckDB is to make of it
  /// @param unitNanos of a time that is a number: its unit, 0 to guess it
  record Column(String name, CsvColumns.Kind kind, String expression, long unitNanos) {}

  /// How the user wants it read.
  ///
  /// @param table empty to take the file's own name
  /// @param timeColumn empty to take the column that the file says is the time, else `time`
  /// @param without columns that are left out
  /// @param unitNanos unit of times that are numbers; 0 to guess
  record Options(Optional<String> table, Set<String> tags, Optional<String> timeColumn, Map<String, CsvColumns.Kind> types,
      Set<String> without, long unitNanos) {
    Options {
      tags = Set.copyOf(tags);
      types = Map.copyOf(types);
      without = Set.copyOf(without);
    }
  }

  ParquetLayout {
    columns = List.copyOf(columns);
  }

  /// Decides by what the user says, then by what the file says, then by the types.
  ///
  /// @param fileName the table when nobody names one
  /// @throws CommandFailure when a column that the user names is missing, or one has no place in a table
  static ParquetLayout of(List<ParquetFile.Column> all, ParquetRoles roles, Options options, String fileName) {
    Set<String> names = all.stream().map(ParquetFile.Column::name).collect(Collectors.toSet());
    String time = options.timeColumn().or(roles::time).orElse("time");
    require(names, time, "the time; name another with --time-column");
    options.tags().forEach(tag -> require(names, tag, "a tag"));
    options.types().keySet().forEach(name -> require(names, name, "a typed column"));
    options.without().forEach(name -> require(names, name, "--without"));
    options.tags().stream().filter(options.types()::containsKey).findFirst().ifPresent(name -> {
      throw new CommandFailure("column '" + name + "' is both in --tags and in --types");
    });
    List<Column> columns = new ArrayList<>();
    for (ParquetFile.Column column : all) {
      String name = column.name();
      if (name.equals(time)) {
        columns.add(time(column, options.unitNanos()));
      } else if (!options.without().contains(name) && !column.type().equals("\"NULL\"")) {
        boolean isTag = options.tags().contains(name) || !options.types().containsKey(name) && roles.tags().contains(name);
        columns.add(isTag ? tag(column) : field(column, Optional.ofNullable(options.types().get(name))));
      }
    }
    return new ParquetLayout(options.table().or(roles::table).orElse(fileName), columns);
  }

  private static void require(Set<String> names, String name, String what) {
    if (!names.contains(name)) {
      throw new CommandFailure(
          "there is no column '" + name + "' for " + what + "; it has " + String.join(", ", names.stream().sorted().toList()));
    }
  }

  private static Column time(ParquetFile.Column column, long unitNanos) {
    String type = column.type();
    if (type.startsWith("TIMESTAMP") || type.equals("DATE")) {
      return new Column(column.name(), CsvColumns.Kind.TIME, nanos(column), 1);
    }
    if (SIGNED.contains(type) || UNSIGNED.contains(type)) {
      return new Column(column.name(), CsvColumns.Kind.TIME, cast(column, "BIGINT"), unitNanos);
    }
    if (type.equals("VARCHAR")) {
      return new Column(column.name(), CsvColumns.Kind.TIME, column.reference(), unitNanos);
    }
    throw new CommandFailure("column '" + column.name() + "' is " + type
        + ", which is no time: expected a timestamp, a date, whole numbers or text; --time-column names another");
  }

  private static Column tag(ParquetFile.Column column) {
    String type = column.type();
    if (!TEXTS.contains(type) && !SIGNED.contains(type) && !UNSIGNED.contains(type)
        && !type.equals("BOOLEAN") && !type.equals("DATE") && !type.startsWith("ENUM")) {
      throw new CommandFailure("column '" + column.name() + "' is " + type + ", which cannot be a tag");
    }
    return new Column(column.name(), CsvColumns.Kind.TAG, cast(column, "VARCHAR"), 0);
  }

  private static Column field(ParquetFile.Column column, Optional<CsvColumns.Kind> wanted) {
    CsvColumns.Kind natural = kind(column);
    CsvColumns.Kind kind = wanted.orElse(natural);
    boolean isInstant = column.type().startsWith("TIMESTAMP") && kind == CsvColumns.Kind.INT64;
    return new Column(column.name(), kind, isInstant ? nanos(column) : cast(column, duckType(kind)), 0);
  }

  private static CsvColumns.Kind kind(ParquetFile.Column column) {
    String type = column.type();
    if (SIGNED.contains(type) || type.startsWith("TIMESTAMP")) {
      return CsvColumns.Kind.INT64;
    }
    if (UNSIGNED.contains(type)) {
      return CsvColumns.Kind.UINT64;
    }
    if (FLOATS.contains(type) || type.startsWith("DECIMAL") && type.endsWith(")")) {
      return CsvColumns.Kind.FLOAT64;
    }
    if (type.equals("BOOLEAN")) {
      return CsvColumns.Kind.BOOL;
    }
    if (TEXTS.contains(type) || type.equals("DATE") || type.startsWith("ENUM") && type.endsWith(")")) {
      return CsvColumns.Kind.UTF8;
    }
    throw new CommandFailure("column '" + column.name() + "' is " + type
        + ", for which a table has no place; --without " + column.name() + " leaves it out");
  }

  private static String duckType(CsvColumns.Kind kind) {
    return switch (kind) {
      case INT64 -> "BIGINT";
      case UINT64 -> "UBIGINT";
      case FLOAT64 -> "DOUBLE";
      case BOOL -> "BOOLEAN";
      case UTF8, TAG, TIME -> "VARCHAR";
    };
  }

  private static String cast(ParquetFile.Column column, String type) {
    return column.type().equals(type) ? column.reference() : "CAST(" + column.reference() + " AS " + type + ")";
  }

  private static String nanos(ParquetFile.Column column) {
    return "epoch_ns(" + column.reference() + ")";
  }

  /// For the user, in one line.
  String meaning() {
    return CsvColumns.meaning(
        table, columns.stream().map(column -> new CsvColumns.Column(column.name(), column.kind())).toList());
  }
}
