package millrace.server.encode;

import java.util.List;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.sql.SqlBatch;
import millrace.sql.SqlColumn;
import millrace.sql.SqlType;

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
      if (column.type() == SqlType.LIST || column.type() == SqlType.STRUCT) {
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
    for (int row = 0; row < batch.rows(); row++) {
      for (int column = 0; column < columns.size(); column++) {
        if (column > 0) {
          out.put(',');
        }
        Object value = batch.value(column, row);
        if (value instanceof String text) {
          out.text(quoted(text));
        } else if (value != null) {
          ValueText.write(value, columns.get(column), out);
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
      out.text(quoted(columns.get(column).name()));
    }
    out.put('\n');
  }

  private static String quoted(String field) {
    boolean needsQuotes = field.indexOf(',') >= 0
        || field.indexOf('"') >= 0
        || field.indexOf('\n') >= 0
        || field.indexOf('\r') >= 0;
    return needsQuotes ? '"' + field.replace("\"", "\"\"") + '"' : field;
  }
}
