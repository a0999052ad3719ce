package millrace.flight;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.flight.grpc.Stop;
import millrace.query.ResultColumn;
import millrace.query.ResultHead;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;
import millrace.query.ResultSink;
import millrace.sql.SqlBatch;
import millrace.sql.SqlColumn;
import millrace.sql.SqlType;

/// Engines that answer every query the same, and remember what they were asked.
final class FakeQueries implements FlightQueries {
  private static final long T0 = 1_641_024_000_000_000_000L;

  private static final Spent SPENT =
      new Spent(Optional.of(Duration.ofMillis(1500)), Optional.empty(), Optional.of(Duration.ofNanos(42)));

  final List<FlightQuery> asked = new ArrayList<>();
  Runnable beforeRows = () -> {};

  @Override
  public Spent sql(FlightQuery query, Stop stop, Rows rows) {
    if (query.text().contains("information_schema.tables")) {
      answer(rows, 3, List.of(List.of("information_schema", "tables", "VIEW"), List.of("iox", "home", "BASE TABLE")));
      return SPENT;
    }
    if (query.text().contains("information_schema.columns")) {
      answer(rows, 5, List.of(List.of("iox", "home", "time", "Timestamp(ns)", "NO")));
      return SPENT;
    }
    asked.add(query);
    rows.begin(columns(query));
    start(stop);
    rows.batch(batch(List.of(List.of(T0, "x"), Arrays.asList(T0 + 1, null))));
    rows.end(query.text().contains("damaged") ? List.of("page 0 of äa.parquet", "b.parquet") : List.of());
    return SPENT;
  }

  private void start(Stop stop) {
    beforeRows.run();
    if (stop.reason().isPresent()) {
      throw new MillraceException(ErrorCode.CANCELLED, "query interrupted");
    }
  }

  private static void answer(Rows rows, int width, List<List<Object>> cells) {
    rows.begin(java.util.Collections.nCopies(width, new SqlColumn("c", SqlType.UTF8)));
    rows.batch(batch(cells));
    rows.end(List.of());
  }

  private static SqlBatch batch(List<? extends List<?>> cells) {
    return new SqlBatch() {
      @Override
      public int rows() {
        return cells.size();
      }

      @Override
      public Object value(int column, int row) {
        return cells.get(row).get(column);
      }
    };
  }

  @Override
  public Spent influxql(FlightQuery query, Stop stop, ResultSink sink) {
    asked.add(query);
    start(stop);
    sink.begin(0);
    sink.series(series("a"));
    boolean[] missing = {false, true};
    sink.rows(new ResultRows(2, List.of(
        new ResultColumn.Times(new long[] {1, 2}), new ResultColumn.Floats(new double[] {1.5, 0}, missing))));
    sink.series(series("b"));
    sink.rows(new ResultRows(1, List.of(
        new ResultColumn.Times(new long[] {3}), new ResultColumn.Integers(new long[] {7}, null))));
    if (query.text().contains("damaged")) {
      sink.message("warning", "partial result: b.parquet");
    }
    sink.end();
    return SPENT;
  }

  private static ResultSeries series(String host) {
    return new ResultSeries("m", new TreeMap<>(Map.of("host", host)), List.of("time", "v"), ZoneOffset.UTC, true);
  }

  @Override
  public Optional<ResultHead> head(FlightQuery query) {
    return query.text().startsWith("SHOW")
        ? Optional.empty()
        : Optional.of(new ResultHead(series(""), List.of(
            new ResultColumn.Times(new long[0]), new ResultColumn.Floats(new double[0], null))));
  }

  @Override
  public List<SqlColumn> columns(FlightQuery query) {
    return List.of(new SqlColumn("n", SqlType.INT64), new SqlColumn("s", SqlType.UTF8));
  }

  @Override
  public List<SqlColumn> parameters(FlightQuery query) {
    return List.of(new SqlColumn("a", SqlType.FLOAT64));
  }
}
