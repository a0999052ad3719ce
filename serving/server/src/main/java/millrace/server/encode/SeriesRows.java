package millrace.server.encode;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.influxql.ShowStatement;
import millrace.influxql.Statement;
import millrace.query.PartialAnswer;
import millrace.query.ResultColumn;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;
import millrace.query.ResultSink;
import millrace.sql.SqlBatch;
import millrace.sql.SqlColumn;
import millrace.sql.SqlType;

/// Lays the series an InfluxQL statement yields out as rows: `iox::measurement`, then the series' columns, its GROUP BY
/// tags behind the time. A failure of the statement is thrown.
public final class SeriesRows implements ResultSink {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final RowWriter writer;
  private Optional<ResultSeries> series = Optional.empty();
  private boolean begun;
  private Optional<ListingRows> listing;
  /// Where a column of the answer comes from: -1 the measurement, from 0 on a column of the series, and below -1 a tag.
  private int[] sources = {};
  private List<String> tagValues = List.of();
  /// Of the first series, which all others have too.
  private List<String> columns = List.of();
  private List<String> tagKeys = List.of();

  private final List<String> missing = new ArrayList<>();

  /// Rows of series that have the same columns, written as they come.
  public SeriesRows(RowWriter writer) {
    this(writer, false);
  }

  private SeriesRows(RowWriter writer, boolean differing) {
    this.writer = writer;
    this.listing = differing ? Optional.of(new ListingRows()) : Optional.empty();
  }

  /// Rows of what a statement answers. Modules have columns of their own, so all their rows are gathered first.
  public static SeriesRows of(Statement statement, RowWriter writer) {
    boolean modules =
        statement instanceof ShowStatement.ShowStats || statement instanceof ShowStatement.ShowDiagnostics;
    return new SeriesRows(writer, modules);
  }

  /// What the statement said is missing from its rows.
  public List<String> missing() {
    return List.copyOf(missing);
  }

  @Override
  public void begin(int statementId) {
    // One statement only.
  }

  @Override
  public void message(String level, String text) {
    // The v3 formats have no place for remarks; what is missing goes to a header.
    PartialAnswer.missing(level, text).ifPresent(missing::add);
  }

  @Override
  public void series(ResultSeries next) {
    series = Optional.of(next);
    // What is not cut into chunks is a short listing.
    if (!begun && !next.chunked() && listing.isEmpty()) {
      listing = Optional.of(new ListingRows());
    }
    tagValues = List.copyOf(next.tags().values());
  }

  @Override
  public void rows(ResultRows rows) {
    ResultSeries current = series.orElseThrow();
    if (listing.isPresent()) {
      listing.get().add(current, rows);
      return;
    }
    if (!begun) {
      layOut(current, rows);
    }
    if (!columns.equals(current.columns()) || !tagKeys.equals(List.copyOf(current.tags().keySet()))) {
      throw new MillraceException(ErrorCode.BAD_QUERY, "the statement's series have different columns");
    }
    writer.batch(new Batch(current.name(), tagValues, sources, rows));
  }

  @Override
  public void end() {
    if (listing.isPresent()) {
      listing.get().writeTo(writer);
    } else if (!begun) {
      writer.begin(List.of());
    }
  }

  @Override
  public void failed(ErrorCode code, String message) {
    throw new MillraceException(code, message);
  }

  private void layOut(ResultSeries first, ResultRows rows) {
    begun = true;
    columns = first.columns();
    tagKeys = List.copyOf(first.tags().keySet());
    List<SqlColumn> laid = new ArrayList<>();
    List<Integer> from = new ArrayList<>();
    laid.add(new SqlColumn("iox::measurement", SqlType.UTF8));
    from.add(-1);
    boolean hasTime = first.columns().getFirst().equals("time");
    for (int i = 0; i < first.columns().size(); i++) {
      if (i == (hasTime ? 1 : 0)) {
        tags(first, laid, from);
      }
      laid.add(new SqlColumn(first.columns().get(i), type(rows.columns().get(i))));
      from.add(i);
    }
    if (hasTime && first.columns().size() == 1) {
      tags(first, laid, from);
    }
    sources = from.stream().mapToInt(Integer::intValue).toArray();
    writer.begin(laid);
  }

  private static void tags(ResultSeries first, List<SqlColumn> columns, List<Integer> from) {
    int tag = 0;
    for (String key : first.tags().keySet()) {
      columns.add(new SqlColumn(key, SqlType.TAG));
      from.add(-2 - tag++);
    }
  }

  private static SqlType type(ResultColumn column) {
    return switch (column) {
      case ResultColumn.Times c -> SqlType.TIMESTAMP;
      case ResultColumn.Floats c -> SqlType.FLOAT64;
      case ResultColumn.Integers c -> SqlType.INT64;
      case ResultColumn.Unsigned c -> SqlType.UINT64;
      case ResultColumn.Booleans c -> SqlType.BOOLEAN;
      case ResultColumn.Strings c -> SqlType.UTF8;
      case ResultColumn.Mixed c -> SqlType.NULL;
      case ResultColumn.Nulls c -> SqlType.NULL;
    };
  }

  /// One cell as [SqlBatch#value] gives it.
  static Object cell(ResultColumn column, int row) {
    return column.value(row) instanceof Instant instant
        ? new SqlBatch.Timestamp(instant.getEpochSecond() * NANOS_PER_SECOND + instant.getNano())
        : column.value(row);
  }

  /// The type of a cell of a listing.
  static SqlType typeOf(Object cell) {
    return switch (cell) {
      case null -> SqlType.NULL;
      case Boolean _ -> SqlType.BOOLEAN;
      case Long _ -> SqlType.INT64;
      case Double _ -> SqlType.FLOAT64;
      case String _ -> SqlType.UTF8;
      case SqlBatch.Timestamp _ -> SqlType.TIMESTAMP;
      default -> SqlType.NULL;
    };
  }

  /// One run of rows with what its series adds. An instant keeps its type whatever column it stands in.
  private record Batch(String measurement, List<String> tagValues, int[] sources, ResultRows result)
      implements SqlBatch {
    @Override
    public int rows() {
      return result.size();
    }

    @Override
    public Object value(int column, int row) {
      int source = sources[column];
      if (source == -1) {
        return measurement;
      }
      if (source < -1) {
        String value = tagValues.get(-2 - source);
        return value.isEmpty() ? null : value;
      }
      return cell(result.columns().get(source), row);
    }
  }
}
