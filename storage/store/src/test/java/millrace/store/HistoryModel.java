package millrace.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import millrace.base.TimeSpan;
import millrace.columns.TableReader;

/// What a [RandomHistory] leaves behind, kept in the plainest way, and how it reads in every way there is.
final class HistoryModel {
  private final Map<Long, TableModel> tables = new TreeMap<>();
  private long cutoffNanos = Long.MIN_VALUE;

  HistoryModel() {
    RandomHistory.TABLES.forEach(table -> tables.put(table, new TableModel()));
  }

  void take(RandomHistory.Step step) {
    switch (step) {
      case RandomHistory.Write(long table, List<RandomHistory.Row> rows) -> {
        for (RandomHistory.Row row : rows) {
          if (row.time() >= cutoffNanos) {
            tables.get(table).write(row.series(), row.time(), row.values());
          }
        }
      }
      case RandomHistory.Seal() -> {}
      case RandomHistory.Delete(long table, var series, TimeSpan span) -> tables.get(table).delete(
          key -> series.isEmpty() || series.get().stream().anyMatch(one -> one.toString().equals(key)), span);
      case RandomHistory.Drop(long table) -> tables.get(table).delete(_ -> true, TimeSpan.ALL);
      case RandomHistory.Expire(long beforeNanos) -> {
        cutoffNanos = Math.max(cutoffNanos, beforeNanos);
        tables.values().forEach(table -> table.delete(_ -> true, new TimeSpan(Long.MIN_VALUE, cutoffNanos)));
      }
    }
  }

  /// The points of a table, in one way of reading for which others stand in [SameAnswerTest].
  String points(long table) {
    return tables.get(table).text(TimeSpan.ALL, true);
  }

  /// The same, read from a store.
  static String points(TableReader reader) {
    return TableModel.text(reader, TimeSpan.ALL, true) + String.join("\n", reader.damage());
  }

  /// Everything that some spans of a table hold, by cursors in both directions, by a scan, and by summaries.
  String expected(long table, List<TimeSpan> spans) {
    TableModel model = tables.get(table);
    List<String> parts = new ArrayList<>();
    for (TimeSpan span : spans) {
      parts.add("ascending\n" + model.text(span, true));
      parts.add("descending\n" + model.text(span, false));
      parts.add("scan\n" + model.text(span, true));
      parts.add("summaries " + model.countsText(span));
      parts.add("summaries descending " + model.countsText(span));
    }
    parts.add("series\n" + model.seriesText());
    return String.join("\n", parts);
  }

  /// The same, read from a store.
  static String found(TableReader reader, List<TimeSpan> spans) {
    List<String> parts = new ArrayList<>();
    for (TimeSpan span : spans) {
      parts.add("ascending\n" + TableModel.text(reader, span, true));
      parts.add("descending\n" + TableModel.text(reader, span, false));
      parts.add("scan\n" + TableModel.scannedText(reader, span));
      parts.add("summaries " + TableModel.countsText(reader, span, true));
      parts.add("summaries descending " + TableModel.countsText(reader, span, false));
    }
    parts.add("series\n" + TableModel.seriesText(reader));
    reader.damage().forEach(damage -> parts.add("damage " + damage));
    return String.join("\n", parts);
  }
}
