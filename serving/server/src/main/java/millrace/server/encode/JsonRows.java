package millrace.server.encode;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import millrace.sql.SqlBatch;
import millrace.sql.SqlColumn;
import millrace.sql.duck.Cells;

/// Rows as JSON objects, in one array or one a line. Columns that are null are left out.
final class JsonRows implements RowWriter {
  private final ByteOutput out;
  private final boolean lines;
  private List<SqlColumn> columns = List.of();
  private byte[][] names = {};
  private boolean hasRows;

  JsonRows(ByteOutput out, boolean lines) {
    this.out = out;
    this.lines = lines;
  }

  @Override
  public void begin(List<SqlColumn> resultColumns) {
    columns = resultColumns;
    names = columns.stream().map(column -> name(column.name())).toArray(byte[][]::new);
    if (!lines) {
      out.put('[');
    }
  }

  @Override
  public void batch(SqlBatch batch) {
    Cells[] cells = new Cells[names.length];
    CellWriter[] writers = new CellWriter[names.length];
    for (int column = 0; column < names.length; column++) {
      cells[column] = batch.cells(column);
      writers[column] = writer(cells[column], columns.get(column));
    }
    for (int row = 0; row < batch.rows(); row++) {
      if (hasRows && !lines) {
        out.put(',');
      }
      hasRows = true;
      out.put('{');
      boolean isFirst = true;
      for (int column = 0; column < writers.length; column++) {
        if (!cells[column].isNull(row)) {
          if (!isFirst) {
            out.put(',');
          }
          isFirst = false;
          out.bytes(names[column]);
          writers[column].write(row);
        }
      }
      out.ascii(lines ? "}\n" : "}");
    }
  }

  @Override
  public void end() {
    if (!lines) {
      out.put(']');
    }
    out.drain();
  }

  private CellWriter writer(Cells cells, SqlColumn column) {
    return switch (cells) {
      case Cells.Longs(long[] values, boolean[] _) -> whole(values, column);
      case Cells.Doubles(double[] values, boolean[] _) -> row -> number(values[row]);
      case Cells.Booleans(boolean[] values, boolean[] _) -> row -> out.ascii(values[row] ? "true" : "false");
      case Cells.Texts(byte[] utf8, int[] starts, boolean[] _) -> row -> out.plainJson(utf8, starts[row], starts[row + 1]);
      case Cells.Objects(Object[] values) -> row -> write(values[row], column);
    };
  }

  private CellWriter whole(long[] values, SqlColumn column) {
    CellWriter bare = ValueText.whole(values, column, out);
    return switch (column.type()) {
      case TIMESTAMP, DATE, TIME -> row -> {
        out.put('"');
        bare.write(row);
        out.put('"');
      };
      default -> bare;
    };
  }

  private void write(Object value, SqlColumn column) {
    switch (value) {
      case null -> out.ascii("null");
      case String text -> out.plainJson(text);
      case Double number -> number(number);
      case List<?> items -> list(items);
      case Map<?, ?> members -> struct(members);
      default -> {
        if (ValueText.isBareInJson(value, column.type())) {
          ValueText.write(value, column, out);
        } else {
          out.put('"');
          ValueText.write(value, column, out);
          out.put('"');
        }
      }
    }
  }

  private void number(double number) {
    if (Double.isFinite(number)) {
      out.decimal(number, FloatStyle.V3_JSON);
    } else {
      out.ascii("null");
    }
  }

  private void list(List<?> items) {
    out.put('[');
    boolean isFirst = true;
    for (Object item : items) {
      if (!isFirst) {
        out.put(',');
      }
      isFirst = false;
      write(item, ValueText.PLAIN);
    }
    out.put(']');
  }

  private void struct(Map<?, ?> members) {
    out.put('{');
    boolean isFirst = true;
    for (Map.Entry<?, ?> member : members.entrySet()) {
      if (member.getValue() != null) {
        if (!isFirst) {
          out.put(',');
        }
        isFirst = false;
        out.bytes(name((String) member.getKey()));
        write(member.getValue(), ValueText.PLAIN);
      }
    }
    out.put('}');
  }

  /// A member's name with the colon.
  private static byte[] name(String name) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ByteOutput out = new ByteOutput(bytes);
    out.plainJson(name);
    out.put(':');
    out.drain();
    return bytes.toByteArray();
  }
}
