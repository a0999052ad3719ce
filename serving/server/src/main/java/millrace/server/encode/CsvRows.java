package millrace.server.encode;

import java.nio.charset.StandardCharsets;
import java.util.List;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.sql.SqlBatch;
import millrace.sql.SqlColumn;
import millrace.sql.SqlType;
import millrace.sql.duck.Cells;

/// Rows as comma-separated lines below a header, which comes with the first rows. Source: RFC 4180, with bare line feeds.
final class CsvRows implements RowWriter {
  private final ByteOutput out;
  private List<SqlColumn> columns = List.of();
  private boolean hasHeader;

  CsvRows(ByteOutput out) {
    this.out = out;
  }

  @Override
  public void begin(List<SqlColumn> resultColumns) {
    columns = resultColumns;
    for (SqlColumn column : columns) {
      if (column.type() == SqlType.LIST || column.type() == SqlType.STRUCT || column.type() == SqlType.MAP) {
        throw new MillraceException(
            ErrorCode.BAD_QUERY,
            "Nested type " + column.type().arrowName() + " is not supported in CSV, column " + column.name());
      }
    }
  }

  @Override
  public void batch(SqlBatch batch) {
    if (!hasHeader) {
      header();
    }
    Cells[] cells = new Cells[columns.size()];
    CellWriter[] writers = new CellWriter[cells.length];
    for (int column = 0; column < cells.length; column++) {
      cells[column] = batch.cells(column);
      writers[column] = ValueText.cells(cells[column], columns.get(column), out, this::field);
    }
    for (int row = 0; row < batch.rows(); row++) {
      for (int column = 0; column < writers.length; column++) {
        if (column > 0) {
          out.put(',');
        }
        if (!cells[column].isNull(row)) {
          writers[column].write(row);
        }
      }
      out.put('\n');
    }
  }

  @Override
  public void end() {
    out.drain();
  }

  private void header() {
    hasHeader = true;
    for (int column = 0; column < columns.size(); column++) {
      if (column > 0) {
        out.put(',');
      }
      byte[] name = columns.get(column).name().getBytes(StandardCharsets.UTF_8);
      field(name, 0, name.length);
    }
    out.put('\n');
  }

  private void field(byte[] utf8, int from, int to) {
    boolean needsQuotes = false;
    for (int i = from; i < to && !needsQuotes; i++) {
      byte c = utf8[i];
      needsQuotes = c == ',' || c == '"' || c == '\n' || c == '\r';
    }
    if (needsQuotes) {
      quoted(utf8, from, to);
    } else {
      out.bytes(utf8, from, to);
    }
  }

  private void quoted(byte[] utf8, int from, int to) {
    out.put('"');
    int start = from;
    for (int i = from; i < to; i++) {
      if (utf8[i] == '"') {
        out.bytes(utf8, start, i + 1);
        start = i;
      }
    }
    out.bytes(utf8, start, to);
    out.put('"');
  }
}
