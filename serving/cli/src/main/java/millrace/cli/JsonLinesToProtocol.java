package millrace.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// Turns rows of a table, one JSON object a line, into line protocol with nanoseconds; one row is in memory at a time.
final class JsonLinesToProtocol {
  private final ExportTable table;
  /// Tags in the order of their names, as a server likes them best.
  private final Map<String, String> tags = new TreeMap<>();
  private final StringBuilder fields = new StringBuilder();
  private String time = "";

  JsonLinesToProtocol(ExportTable table) {
    this.table = table;
  }

  /// @throws IOException when the rows are not whole
  /// @throws IllegalArgumentException when line protocol has no spelling for a name or tag
  void copy(InputStream rows, OutputStream out) throws IOException {
    // The stream belongs to the caller.
    try (JsonParser parser = new JsonFactory().createParser(rows)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token != JsonToken.START_OBJECT) {
          throw new IOException("not a row: " + parser.currentToken());
        }
        out.write(line(parser).getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private String line(JsonParser parser) throws IOException {
    tags.clear();
    fields.setLength(0);
    time = "";
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String column = parser.currentName();
      if (parser.nextToken() != JsonToken.VALUE_NULL) {
        cell(column, parser.getText());
      }
    }
    StringBuilder line = new StringBuilder(128);
    LineText.table(line, table.name());
    tags.forEach((name, value) -> {
      line.append(',');
      LineText.key(line, name);
      line.append('=');
      LineText.key(line, value);
    });
    return line.append(' ').append(fields).append(' ').append(time).append('\n').toString();
  }

  private void cell(String column, String text) throws IOException {
    CsvColumns.Kind kind = table.columns().get(column);
    if (kind == null) {
      throw new IOException("column " + column + " appeared while the table was exported");
    }
    switch (kind) {
      case TIME -> time = Long.toString(Instants.parse(text, 1));
      case TAG -> {
        if (!text.isEmpty()) {
          tags.put(column, text);
        }
      }
      case INT64, UINT64, FLOAT64, BOOL, UTF8 -> {
        fields.append(fields.isEmpty() ? "" : ",");
        LineText.key(fields, column);
        fields.append('=');
        value(kind, text);
      }
    }
  }

  private void value(CsvColumns.Kind kind, String text) {
    switch (kind) {
      case INT64 -> fields.append(text).append('i');
      case UINT64 -> fields.append(text).append('u');
      case FLOAT64, BOOL -> fields.append(text);
      case UTF8, TAG, TIME -> LineText.string(fields, text);
    }
  }
}
