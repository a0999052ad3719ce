package millrace.server.encode;

import java.util.List;
import java.util.Map;
import millrace.query.ResultSeries;

/// The pieces of `/query` JSON.
final class V1JsonText {
  private V1JsonText() {}

  /// A series up to and without its values: `{"name":…,"tags":{…},"columns":[…]`.
  static void head(ResultSeries series, ByteOutput out) {
    out.put('{');
    if (!series.name().isEmpty()) {
      out.ascii("\"name\":");
      out.goJson(series.name());
      out.put(',');
    }
    if (!series.tags().isEmpty()) {
      out.ascii("\"tags\":{");
      boolean isFirst = true;
      for (Map.Entry<String, String> tag : series.tags().entrySet()) {
        if (!isFirst) {
          out.put(',');
        }
        isFirst = false;
        out.goJson(tag.getKey());
        out.put(':');
        out.goJson(tag.getValue());
      }
      out.ascii("},");
    }
    out.ascii("\"columns\":[");
    for (int i = 0; i < series.columns().size(); i++) {
      if (i > 0) {
        out.put(',');
      }
      out.goJson(series.columns().get(i));
    }
    out.put(']');
  }

  static void row(CellWriter[] cells, int row, ByteOutput out) {
    out.put('[');
    for (int i = 0; i < cells.length; i++) {
      if (i > 0) {
        out.put(',');
      }
      cells[i].write(row);
    }
    out.put(']');
  }

  static void messages(List<V1Message> messages, ByteOutput out) {
    if (messages.isEmpty()) {
      return;
    }
    out.ascii(",\"messages\":[");
    for (int i = 0; i < messages.size(); i++) {
      out.ascii(i > 0 ? ",{\"level\":" : "{\"level\":");
      out.goJson(messages.get(i).level());
      out.ascii(",\"text\":");
      out.goJson(messages.get(i).text());
      out.put('}');
    }
    out.put(']');
  }
}
