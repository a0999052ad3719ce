package millrace.server.encode;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import millrace.sql.SqlBatch;
import millrace.sql.SqlColumn;

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
    for (int row = 0; row < batch.rows(); row++) {
      if (hasRows && !lines) {
        out.put(',');
      }
      hasRows = true;
      out.put('{');
      boolean isFirst = true;
      for (int column = 0; column < names.length; column++) {
        Object value = batch.value(column, row);
        if (value != null) {
          if (!isFirst) {
            out.put(',');
          }
          isFirst = false;
          out.bytes(names[column]);
          write(value, columns.get(column));
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
