package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.Cursor;
import millrace.columns.PointBatch;
import millrace.columns.PointSummary;
import millrace.columns.RowBatch;
import millrace.columns.RowScan;
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
    return text(found);
  }

  /// How many points each series and field has within a span, and the sum of what is numbers, reading as little as
  /// summaries allow.
  static String countsText(TableReader reader, TimeSpan span, boolean ascending) {
    Map<String, Long> counts = new TreeMap<>();
    Map<String, Double> sums = new TreeMap<>();
    for (ShardReader shard : reader.shards(span)) {
      for (int series : shard.series()) {
        for (Column field : shard.fields()) {
          String name = reader.series().key(series) + " " + field.name();
          shard.cursor(series, field, span, ascending).ifPresent(cursor -> count(cursor, field, name, counts, sums));
        }
      }
    }
    return counts + " " + sums;
  }

  private static void count(
      Cursor cursor, Column field, String name, Map<String, Long> counts, Map<String, Double> sums) {
    PointBatch batch = new PointBatch(field.type());
    while (true) {
      Optional<PointSummary> summary = cursor.summary();
      if (summary.isPresent() && (field.type() != ColumnType.FLOAT || summary.get().figures().isPresent())) {
        counts.merge(name, (long) summary.get().count(), Long::sum);
        if (field.type() == ColumnType.FLOAT) {
          sums.merge(name, Double.longBitsToDouble(summary.get().figures().get().sum()), Double::sum);
        }
        cursor.skip();
      } else if (cursor.next(batch)) {
        counts.merge(name, (long) batch.size, Long::sum);
        for (int i = 0; i < batch.size && field.type() == ColumnType.FLOAT; i++) {
          sums.merge(name, batch.floats[i], Double::sum);
        }
      } else {
        return;
      }
    }
  }

  /// What [#countsText(TableReader, TimeSpan, boolean)] should find.
  String countsText(TimeSpan span) {
    Map<String, Long> counts = new TreeMap<>();
    Map<String, Double> sums = new TreeMap<>();
    points.forEach((key, fields) -> fields.forEach((field, values) ->
        values.subMap(span.startNanos(), true, span.endNanos(), false).values().forEach(value -> {
          counts.merge(key + " " + field, 1L, Long::sum);
          if (value instanceof Double number) {
            sums.merge(key + " " + field, number, Double::sum);
          }
        })));
    return counts + " " + sums;
  }

  /// The points within a span by a scan of rows, in the form of [#text].
  static String scannedText(TableReader reader, TimeSpan span) {
    List<Column> projection = reader.columns();
    RowScan scan = new RowScan(reader, projection, span, series -> true);
    RowBatch batch = scan.newBatch();
    Map<String, Map<String, StringBuilder>> found = new TreeMap<>();
    while (scan.next(batch)) {
      for (int run = 0; run < batch.runCount; run++) {
        Map<String, StringBuilder> fields =
            found.computeIfAbsent(reader.series().key(batch.runSeries[run]).toString(), key -> new TreeMap<>());
        assertThat(tagsText(batch, run)).isEqualTo(reader.series().key(batch.runSeries[run]).tags().toString());
        for (int row = batch.runStart[run]; row < batch.runStart[run + 1]; row++) {
          boolean any = false;
          for (int i = 0; i < projection.size(); i++) {
            Column column = projection.get(i);
            if (column.type().isField() && batch.column(i).isValid(row)) {
              any = true;
              StringBuilder text = fields.computeIfAbsent(column.name(), key -> new StringBuilder());
              text.append(text.isEmpty() ? "" : ", ").append(batch.times[row]).append('=')
                  .append(value(batch.column(i), row));
            }
          }
          assertThat(any).as("row at %d has a value", batch.times[row]).isTrue();
        }
      }
    }
    return text(found);
  }

  private static String tagsText(RowBatch batch, int run) {
    Map<String, String> tags = new TreeMap<>();
    for (int i = 0; i < batch.projection().size(); i++) {
      Column column = batch.projection().get(i);
      if (column.type() == ColumnType.TAG && batch.column(i).strings[run] != null) {
        tags.put(column.name(), batch.column(i).strings[run]);
      }
    }
    return tags.toString();
  }

  private static Object value(RowBatch.Values values, int row) {
    return switch (values.type()) {
      case FLOAT -> values.floats[row];
      case INTEGER, UNSIGNED -> values.integers[row];
      case BOOLEAN -> values.booleans[row];
      case STRING, TAG -> values.strings[row];
    };
  }

  private static String text(Map<String, Map<String, StringBuilder>> found) {
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
