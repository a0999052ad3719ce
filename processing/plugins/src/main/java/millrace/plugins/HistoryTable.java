package millrace.plugins;

import java.util.ArrayList;
import java.util.List;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.RowBatch;
import millrace.columns.RowScan;
import millrace.columns.ShardReader;
import millrace.columns.TableReader;
import millrace.columns.TableRows;
import millrace.columns.TableSource;

/// One table of history, read in spans. What is read is the table as it was when its reader was opened; [#renew] takes
/// the newest.
///
/// Threads: one.
final class HistoryTable implements AutoCloseable {
  private final TableSource source;
  private final long tableId;
  private final String name;
  private TableReader reader;
  private List<Column> fields;

  HistoryTable(TableSource source, long tableId, String name) {
    this.source = source;
    this.tableId = tableId;
    this.name = name;
    open();
  }

  /// Lets go of what has been read so far; later rows are those there are by now.
  void renew() {
    reader.close();
    open();
  }

  List<ShardReader> shards(TimeSpan span) {
    return reader.shards(span);
  }

  /// Rows of one span.
  ///
  /// @param isWhole whether these are all rows of the span
  record Taken(String table, HistoryRows content, boolean isWhole) {
    int rows() {
      return content.count();
    }

    long[] times() {
      return content.times();
    }

    long firstNanos() {
      return content.firstNanos();
    }

    TableRows sorted() {
      return content.sorted();
    }
  }

  /// The rows of a span, unless there are more than `maxRows`: then some of them.
  Taken take(TimeSpan span, int maxRows) {
    HistoryRows rows = new HistoryRows(tableId, name, fields, reader.series());
    RowScan scan = scan(span);
    RowBatch batch = scan.newBatch();
    while (scan.next(batch)) {
      rows.add(batch, 0, batch.size);
      if (rows.count() > maxRows || rows.sizeBytes() > HistoryRows.MAX_BYTES && rows.count() > 1) {
        return new Taken(name, rows, false);
      }
    }
    return new Taken(name, rows, true);
  }

  /// All rows of a span in parts, in the order they are stored.
  List<Taken> takeAll(TimeSpan span, int maxRows) {
    List<Taken> parts = new ArrayList<>();
    HistoryRows rows = new HistoryRows(tableId, name, fields, reader.series());
    RowScan scan = scan(span);
    RowBatch batch = scan.newBatch();
    while (scan.next(batch)) {
      for (int from = 0; from < batch.size; ) {
        int to = Math.min(batch.size, from + Math.max(1, maxRows - rows.count()));
        rows.add(batch, from, to);
        from = to;
        if (rows.count() >= maxRows || rows.sizeBytes() > HistoryRows.MAX_BYTES) {
          parts.add(new Taken(name, rows, true));
          rows = new HistoryRows(tableId, name, fields, reader.series());
        }
      }
    }
    if (rows.count() > 0) {
      parts.add(new Taken(name, rows, true));
    }
    return parts;
  }

  @Override
  public void close() {
    reader.close();
  }

  private RowScan scan(TimeSpan span) {
    return new RowScan(reader, fields, span, _ -> true);
  }

  private void open() {
    reader = source.open(tableId);
    fields = reader.columns().stream().filter(column -> column.type() != ColumnType.TAG).toList();
  }
}
