package millrace.server.encode;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import millrace.sql.SqlBatch;
import millrace.sql.SqlColumn;

/// Rows as a table drawn with `+`, `-` and `|`. Widths are known only at the end, so the rows are held until then.
final class PrettyRows implements RowWriter {
  private final ByteOutput out;
  private final ByteArrayOutputStream cell = new ByteArrayOutputStream();
  private final ByteOutput cellText = new ByteOutput(cell);
  private final List<String[]> rows = new ArrayList<>();
  private List<SqlColumn> columns = List.of();
  private int[] widths = {};
  private boolean hasBatch;

  PrettyRows(ByteOutput out) {
    this.out = out;
  }

  @Override
  public void begin(List<SqlColumn> resultColumns) {
    columns = resultColumns;
    widths = columns.stream().mapToInt(column -> width(column.name())).toArray();
  }

  @Override
  public void batch(SqlBatch batch) {
    hasBatch = true;
    for (int row = 0; row < batch.rows(); row++) {
      String[] texts = new String[columns.size()];
      for (int column = 0; column < texts.length; column++) {
        texts[column] = text(batch.value(column, row), column);
        widths[column] = Math.max(widths[column], width(texts[column]));
      }
      rows.add(texts);
    }
  }

  @Override
  public void end() {
    if (hasBatch) {
      rule();
      out.put('\n');
      line(columns.stream().map(SqlColumn::name).toArray(String[]::new));
      rule();
      out.put('\n');
      rows.forEach(this::line);
      rule();
    } else {
      out.ascii("++\n++");
    }
    out.drain();
  }

  private String text(Object value, int column) {
    if (value == null) {
      return "";
    }
    if (value instanceof String text) {
      return text;
    }
    ValueText.write(value, columns.get(column), cellText);
    cellText.drain();
    String text = cell.toString(StandardCharsets.UTF_8);
    cell.reset();
    return text;
  }

  private void rule() {
    for (int width : widths) {
      out.put('+');
      for (int i = 0; i < width + 2; i++) {
        out.put('-');
      }
    }
    out.put('+');
  }

  private void line(String[] texts) {
    for (int column = 0; column < texts.length; column++) {
      out.ascii("| ");
      out.text(texts[column]);
      for (int i = width(texts[column]); i <= widths[column]; i++) {
        out.put(' ');
      }
    }
    out.ascii("|\n");
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
