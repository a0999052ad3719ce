package millrace.store;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.Cursor;
import millrace.columns.PointBatch;
import millrace.columns.SeriesKey;
import millrace.columns.ShardReader;
import millrace.columns.TableReader;

/// What a table should hold, kept in the plainest way there is, and the same read out of a store.
final class TableModel {
  /// Value by series, field and time.
  private final NavigableMap<String, NavigableMap<String, NavigableMap<Long, Object>>> points = new TreeMap<>();

  void write(SeriesKey series, long time, Map<String, Object> values) {
    values.forEach(
        (field, value) ->
            points
                .computeIfAbsent(series.toString(), key -> new TreeMap<>())
                .computeIfAbsent(field, key -> new TreeMap<>())
                .put(time, value));
  }

  void delete(Predicate<String> series, TimeSpan span) {
    points.forEach(
        (key, fields) -> {
          if (series.test(key)) {
            fields.values().forEach(field -> field.keySet().removeIf(span::contains));
          }
        });
    points.values().forEach(fields -> fields.values().removeIf(Map::isEmpty));
    points.values().removeIf(Map::isEmpty);
  }

  TableModel copy() {
    TableModel copy = new TableModel();
    points.forEach(
        (key, fields) -> {
          NavigableMap<String, NavigableMap<Long, Object>> copied = new TreeMap<>();
          fields.forEach((field, values) -> copied.put(field, new TreeMap<>(values)));
          copy.points.put(key, copied);
        });
    return copy;
  }

  /// The points within a span, as text, one line for each series and field.
  String text(TimeSpan span, boolean ascending) {
    StringBuilder text = new StringBuilder();
    points.forEach(
        (key, fields) ->
            fields.forEach(
                (field, values) -> {
                  NavigableMap<Long, Object> within = values.subMap(span.startNanos(), true, span.endNanos(), false);
                  if (!within.isEmpty()) {
                    text.append(key).append(' ').append(field).append(": ")
                        .append(ascending ? within : within.descendingMap()).append('\n');
                  }
                }));
    return text.toString();
  }

  /// Keys of all series, one a line.
  String seriesText() {
    return String.join("\n", points.keySet());
  }

  static String text(TableReader reader, TimeSpan span, boolean ascending) {
    Map<String, Map<String, StringBuilder>> found = new TreeMap<>();
    var shards = reader.shards(span);
    for (ShardReader shard : ascending ? shards : shards.reversed()) {
      for (int series : shard.series()) {
        for (Column field : shard.fields()) {
          shard.cursor(series, field, span, ascending).ifPresent(
              cursor -> append(cursor, field, found.computeIfAbsent(
                  reader.series().key(series).toString(), key -> new TreeMap<>())));
        }
      }
    }
    StringBuilder text = new StringBuilder();
    found.forEach((key, fields) -> fields.forEach((field, values) ->
        text.append(key).append(' ').append(field).append(": {").append(values).append("}\n")));
    return text.toString();
  }

  static String seriesText(TableReader reader) {
    StringBuilder text = new StringBuilder();
    for (int series : reader.series().sorted()) {
      text.append(text.isEmpty() ? "" : "\n").append(reader.series().key(series));
    }
    return text.toString();
  }

  private static void append(Cursor cursor, Column field, Map<String, StringBuilder> found) {
    PointBatch batch = new PointBatch(field.type());
    while (cursor.next(batch)) {
      StringBuilder text = found.computeIfAbsent(field.name(), key -> new StringBuilder());
      for (int i = 0; i < batch.size; i++) {
        Object value =
            switch (field.type()) {
              case FLOAT -> batch.floats[i];
              case INTEGER, UNSIGNED -> batch.integers[i];
              case BOOLEAN -> batch.booleans[i];
              case STRING, TAG -> batch.strings[i];
            };
        text.append(text.isEmpty() ? "" : ", ").append(batch.times[i]).append('=').append(value);
      }
    }
  }
}
