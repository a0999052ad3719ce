package millrace.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// CSV that says what its columns are, as InfluxDB 2 exports and writes it: lines that begin with `#datatype`, `#group` and
/// `#default`, then a header, then rows; after an empty line the next table with annotations of its own.
///
/// Two shapes are told apart by the types. Where one column is the `measurement`, the others say themselves whether they
/// are tags. In a result of a query the columns `_measurement` and `_time` are what they are called, those of the group
/// are tags, and the field is `_value` under the name in `_field`, or every other column where there is no `_field`.
final class AnnotatedCsv implements RecordSource.Format {
  private static final byte[] NOTHING = {};
  private static final Set<String> NOT_DATA = Set.of("", "result", "table", "_start", "_stop");

  /// What becomes of a column.
  private enum Role { NONE, MEASUREMENT, TAG, FIELD, FIELD_NAME, FIELD_VALUE, TIME }

  /// @param absent what an empty cell stands for
  private record Column(String name, Role role, CsvColumns.Kind kind, String absent) {}

  private final long unitNanos;
  private List<String> types = List.of();
  private List<String> groups = List.of();
  private List<String> defaults = List.of();
  private List<Column> columns = List.of();

  /// @param unitNanos unit of times that are numbers; 0 to guess
  AnnotatedCsv(long unitNanos) {
    this.unitNanos = unitNanos;
  }

  /// Whether a file begins with an annotation.
  static boolean isOne(Path file) throws IOException {
    try (InputStream in = RecordSource.decompressed(file, Files.newInputStream(file))) {
      byte[] start = in.readNBytes(4);
      boolean hasMark = start.length > 3 && (start[0] & 0xff) == 0xef;
      return start.length > 0 && start[hasMark ? 3 : 0] == '#';
    }
  }

  @Override
  public RecordReader.Quotes quotes() {
    return RecordReader.Quotes.CSV;
  }

  @Override
  public boolean remembers() {
    return true;
  }

  @Override
  public byte[] lines(RecordReader.Piece record) {
    List<String> cells = CsvRecord.cells(record.bytes());
    if (cells.isEmpty()) {
      return NOTHING;
    }
    String first = cells.getFirst();
    if (first.startsWith("#")) {
      annotation(first, cells);
      return NOTHING;
    }
    if (columns.isEmpty()) {
      header(cells);
      return NOTHING;
    }
    if (cells.size() != columns.size()) {
      throw new ImportSource.Refused(cells.size() + " cells where the header has " + columns.size());
    }
    try {
      return line(cells).getBytes(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ImportSource.Refused(e.getMessage());
    }
  }

  /// The annotation's name is in the first cell, alone in a result of a query, before the first type otherwise.
  private void annotation(String first, List<String> cells) {
    if (!columns.isEmpty()) {
      types = List.of();
      groups = List.of();
      defaults = List.of();
      columns = List.of();
    }
    String name = first.split(" ", 2)[0];
    List<String> values = new ArrayList<>(cells);
    values.set(0, first.substring(name.length()).strip());
    switch (name) {
      case "#datatype" -> types = values;
      case "#group" -> groups = values;
      case "#default" -> defaults = values;
      default -> throw new ImportSource.Refused("unknown annotation " + name + ", expected #datatype, #group or #default");
    }
  }

  private void header(List<String> names) {
    if (types.size() != names.size()) {
      throw new CommandFailure(types.isEmpty()
          ? "the table with the columns " + String.join(", ", names) + " has no #datatype"
          : "the header has " + names.size() + " columns, #datatype " + types.size());
    }
    boolean isTyped = types.stream().anyMatch(type -> type.equals("measurement"));
    boolean hasFieldName = names.contains("_field");
    List<Column> found = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      boolean inGroup = i < groups.size() && groups.get(i).equals("true");
      Role role = isTyped ? typed(types.get(i)) : queried(names.get(i), inGroup, hasFieldName);
      CsvColumns.Kind kind = role == Role.FIELD || role == Role.FIELD_VALUE ? kind(names.get(i), types.get(i)) : CsvColumns.Kind.UTF8;
      found.add(new Column(names.get(i), role, kind, i < defaults.size() ? defaults.get(i) : ""));
    }
    if (found.stream().noneMatch(column -> column.role == Role.MEASUREMENT)) {
      throw new CommandFailure("the table with the columns " + String.join(", ", names) + " has no measurement");
    }
    columns = found;
  }

  private static Role typed(String type) {
    return switch (type) {
      case "measurement" -> Role.MEASUREMENT;
      case "tag" -> Role.TAG;
      case "ignore", "ignored", "" -> Role.NONE;
      default -> type.startsWith("dateTime") || type.equals("time") ? Role.TIME : Role.FIELD;
    };
  }

  private static Role queried(String name, boolean inGroup, boolean hasFieldName) {
    if (NOT_DATA.contains(name)) {
      return Role.NONE;
    }
    return switch (name) {
      case "_measurement" -> Role.MEASUREMENT;
      case "_time" -> Role.TIME;
      case "_field" -> Role.FIELD_NAME;
      case "_value" -> hasFieldName ? Role.FIELD_VALUE : Role.FIELD;
      default -> inGroup || hasFieldName ? Role.TAG : Role.FIELD;
    };
  }

  private static CsvColumns.Kind kind(String name, String type) {
    return switch (type) {
      case "double" -> CsvColumns.Kind.FLOAT64;
      case "long" -> CsvColumns.Kind.INT64;
      case "unsignedLong" -> CsvColumns.Kind.UINT64;
      case "boolean" -> CsvColumns.Kind.BOOL;
      case "string" -> CsvColumns.Kind.UTF8;
      default -> throw new CommandFailure("column '" + name + "' has type " + type
          + ", expected double, long, unsignedLong, boolean or string");
    };
  }

  private String line(List<String> cells) {
    StringBuilder tags = new StringBuilder(64);
    StringBuilder fields = new StringBuilder(64);
    String measurement = "";
    String field = "";
    String time = "";
    for (int i = 0; i < cells.size(); i++) {
      Column column = columns.get(i);
      String cell = cells.get(i).isEmpty() ? column.absent : cells.get(i);
      if (cell.isEmpty()) {
        continue;
      }
      switch (column.role) {
        case NONE, FIELD_VALUE -> {
          // A value waits for its name, which may stand behind it.
        }
        case MEASUREMENT -> measurement = cell;
        case FIELD_NAME -> field = cell;
        case TIME -> time = Long.toString(Instants.parse(cell.strip(), unitNanos));
        case FIELD -> field(fields, column.name, column.kind, cell);
        case TAG -> {
          tags.append(',');
          LineText.key(tags, column.name);
          tags.append('=');
          LineText.key(tags, cell);
        }
      }
    }
    for (int i = 0; i < cells.size(); i++) {
      Column column = columns.get(i);
      if (column.role == Role.FIELD_VALUE && !cells.get(i).isEmpty()) {
        field(fields, field, column.kind, cells.get(i));
      }
    }
    return line(measurement, tags, fields, time);
  }

  private static String line(String measurement, StringBuilder tags, StringBuilder fields, String time) {
    if (measurement.isEmpty() || time.isEmpty() || fields.isEmpty()) {
      String missing = measurement.isEmpty() ? "measurement" : time.isEmpty() ? "time" : "field with a value";
      throw new ImportSource.Refused("no " + missing);
    }
    StringBuilder line = new StringBuilder(128);
    LineText.table(line, measurement);
    return line.append(tags).append(' ').append(fields).append(' ').append(time).append('\n').toString();
  }

  private static void field(StringBuilder fields, String name, CsvColumns.Kind kind, String cell) {
    if (name.isEmpty()) {
      throw new ImportSource.Refused("a value without the name of its field");
    }
    if (!CsvColumns.fits(kind, cell)) {
      throw new ImportSource.Refused("field '" + name + "' cannot hold '" + cell + "', its #datatype says otherwise");
    }
    CsvFile.value(fields, name, kind, cell);
  }
}
