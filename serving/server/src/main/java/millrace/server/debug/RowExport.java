package millrace.server.debug;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.columns.ColumnType;
import millrace.columns.ColumnValues;
import millrace.columns.FieldRows;
import millrace.columns.SeriesKey;
import millrace.columns.TableRows;
import millrace.columns.WriteBatch;
import millrace.server.encode.LineText;

/// Writes rows to a new file: line protocol, or JSON, one object a line, when its name ends in `.jsonl`.
///
/// Line protocol has no spelling for floats that are not numbers, nor for line ends in names and tags: such fields are
/// left out and such rows come out broken; JSON has both.
final class RowExport implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final BufferedWriter out;
  private final boolean isJson;
  private long rows;
  private String database = "";

  /// One field of a row.
  ///
  /// @param value `Double`, `Long`, `Boolean` or `String`
  record Field(String name, ColumnType type, Object value) {}

  RowExport(Path file) {
    this.file = file;
    this.isJson = file.toString().endsWith(".jsonl");
    try {
      this.out = Files.newBufferedWriter(file, StandardCharsets.UTF_8, java.nio.file.StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  long rowCount() {
    return rows;
  }

  void batch(WriteBatch batch) {
    for (TableRows table : batch.tables()) {
      for (int row = 0; row < table.rowCount(); row++) {
        int at = row;
        List<Field> fields = table.fields().stream()
            .filter(field -> field.isPresent(at))
            .map(field -> new Field(field.name(), field.type(), value(field, at)))
            .toList();
        row(batch.database(), table.table(), table.seriesKeys().get(table.series()[row]), fields, table.timesNanos()[row]);
      }
    }
  }

  void row(String ofDatabase, String table, SeriesKey series, List<Field> fields, long timeNanos) {
    try {
      if (isJson) {
        json(ofDatabase, table, series, fields, timeNanos);
      } else {
        line(ofDatabase, table, series, fields, timeNanos);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void json(String ofDatabase, String table, SeriesKey series, List<Field> fields, long timeNanos)
      throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.getFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("database", ofDatabase);
      json.writeStringField("table", table);
      json.writeObjectFieldStart("tags");
      for (Map.Entry<String, String> tag : series.tags().entrySet()) {
        json.writeStringField(tag.getKey(), tag.getValue());
      }
      json.writeEndObject();
      json.writeObjectFieldStart("fields");
      for (Field field : fields) {
        Object value = field.type() == ColumnType.UNSIGNED
            ? new java.math.BigInteger(Long.toUnsignedString((Long) field.value()))
            : field.value();
        json.writeObjectField(field.name(), value);
      }
      json.writeEndObject();
      json.writeNumberField("time", timeNanos);
      json.writeEndObject();
    }
    out.write(text.toString());
    out.write('\n');
    rows++;
  }

  private void line(String ofDatabase, String table, SeriesKey series, List<Field> fields, long timeNanos)
      throws IOException {
    StringBuilder text = new StringBuilder();
    for (Field field : fields) {
      if (field.value() instanceof Double number && !Double.isFinite(number)) {
        continue;
      }
      text.append(text.isEmpty() ? "" : ",");
      LineText.key(field.name(), text);
      text.append('=');
      LineText.value(field.type(), field.value(), text);
    }
    if (text.isEmpty()) {
      return;
    }
    if (!ofDatabase.equals(database)) {
      database = ofDatabase;
      out.write("# database " + database + "\n");
    }
    StringBuilder head = new StringBuilder();
    LineText.series(table, series, head);
    out.write(head + " " + text + " " + timeNanos + "\n");
    rows++;
  }

  private static Object value(FieldRows field, int row) {
    return switch (field.values()) {
      case ColumnValues.Floats(double[] values) -> values[row];
      case ColumnValues.Integers(long[] values) -> values[row];
      case ColumnValues.Booleans(boolean[] values) -> values[row];
      case ColumnValues.Strings(String[] values) -> values[row];
    };
  }

  private MillraceException failed(IOException e) {
    return new MillraceException(ErrorCode.INVALID_ARGUMENT, "writing the export " + file + ": " + e, e);
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
