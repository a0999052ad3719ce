package millrace.query.catalog;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;
import millrace.query.ResultSink;

/// One series of an answer, sent in runs of rows as they are added.
final class Listing {
  private static final int ROWS_PER_RUN = 1_000;

  private final ResultSink sink;
  private final ResultSeries head;
  private final List<List<?>> rows = new ArrayList<>();
  private boolean announced;

  private Listing(ResultSink sink, ResultSeries head) {
    this.sink = sink;
    this.head = head;
  }

  /// A series that is there only if it has rows.
  static Listing of(ResultSink sink, String name, String... columns) {
    return new Listing(sink, ResultSeries.whole(name, List.of(columns)));
  }

  /// A series that is there only if it has rows, and is cut for clients that ask for chunks.
  static Listing inChunks(ResultSink sink, String name, String... columns) {
    return new Listing(sink, new ResultSeries(name, new TreeMap<>(), List.of(columns), ZoneOffset.UTC, true));
  }

  /// A series with tags that is there only if it has rows, and is cut for clients that ask for chunks.
  static Listing of(ResultSink sink, String name, SortedMap<String, String> tags, String... columns) {
    return new Listing(sink, new ResultSeries(name, tags, List.of(columns), ZoneOffset.UTC, true));
  }

  /// Adds a row; cells as [millrace.query.ResultColumn#value] gives them.
  Listing add(Object... cells) {
    List<Object> row = new ArrayList<>(cells.length);
    for (Object cell : cells) {
      row.add(cell);
    }
    rows.add(row);
    if (rows.size() == ROWS_PER_RUN) {
      send();
    }
    return this;
  }

  /// Sends what is left; the series stays out where no row was added.
  void end() {
    if (!rows.isEmpty()) {
      send();
    }
  }

  /// Sends what is left; the series is there also without rows.
  void endEvenIfEmpty() {
    announce();
    end();
  }

  private void send() {
    announce();
    sink.rows(ResultRows.of(rows));
    rows.clear();
  }

  private void announce() {
    if (!announced) {
      sink.series(head);
      announced = true;
    }
  }
}
