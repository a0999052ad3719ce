package millrace.flight.arrow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.flight.arrow.BatchBuilder.Source;
import millrace.query.PartialAnswer;
import millrace.query.ResultColumn;
import millrace.query.ResultHead;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;
import millrace.query.ResultSink;

/// Lays the series of one InfluxQL statement out as record batches: `iox::measurement`, `time`, the GROUP BY tags, then
/// the other columns. The series of a SELECT have the same columns, so their schema goes out with the first rows; those of
/// statements about the schema and the server may each have their own, so they are held until all are there.
///
/// Threads: one.
public final class SeriesBatches implements ResultSink {
  private final Output output;
  private Optional<BatchBuilder> builder = Optional.empty();
  private Optional<ResultSeries> series = Optional.empty();
  private List<ArrowType> types = List.of();
  private final HeldSeries held = new HeldSeries();
  private final Consumer<List<String>> told;
  private final List<String> missing = new ArrayList<>();
  private final Supplier<Optional<ResultHead>> head;

  /// Where schema and batches go.
  public interface Output extends BatchBuilder.Target {
    /// Comes once, before any batch.
    ///
    /// @throws IOException when the client is gone
    void schema(ArrowSchema schema) throws IOException;
  }

  /// @param told what the answer lacks, when it is at its end
  /// @param head asked when the answer has no rows that tell its columns
  public SeriesBatches(Output output, Consumer<List<String>> told, Supplier<Optional<ResultHead>> head) {
    this.output = output;
    this.told = told;
    this.head = head;
  }

  /// The schema of an answer.
  public static ArrowSchema schema(ResultHead head) {
    return schema(head.series(), head.columns(), 0);
  }

  @Override
  public void begin(int statementId) {
    // One statement only.
  }

  @Override
  public void message(String level, String text) {
    // Flight has no place for other remarks.
    PartialAnswer.missing(level, text).ifPresent(missing::add);
  }

  @Override
  public void series(ResultSeries next) {
    series = Optional.of(next);
  }

  @Override
  public void rows(ResultRows rows) {
    ResultSeries current = series.orElseThrow();
    boolean isListing = rows.columns().stream().anyMatch(ResultColumn.Mixed.class::isInstance);
    if (builder.isEmpty() && (isListing || !held.isEmpty())) {
      held.add(current, rows);
      return;
    }
    try {
      if (builder.isEmpty()) {
        ArrowSchema schema = schema(current, rows.columns(), rows.size());
        types = schema.fields().stream().map(ArrowField::type).toList();
        output.schema(schema);
        builder = Optional.of(new BatchBuilder(schema, output));
      }
      builder.get().rows(rows.size(), sources(current, rows));
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  @Override
  public void end() {
    told.accept(missing);
    try {
      if (!held.isEmpty()) {
        held.writeTo(output);
      } else if (builder.isEmpty()) {
        output.schema(head.get().map(SeriesBatches::schema).orElseGet(() -> new ArrowSchema(List.of(), Map.of())));
      } else {
        builder.get().finish();
      }
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  @Override
  public void failed(ErrorCode code, String message) {
    throw new MillraceException(code, message);
  }

  /// Every column of the answer with its cells in these rows.
  private List<Source> sources(ResultSeries current, ResultRows rows) {
    List<Source> sources = new ArrayList<>();
    sources.add(new Source.Constant(current.name()));
    int first = hasTime(current) ? 1 : 0;
    if (first == 1) {
      sources.add(cells(current, rows, 0, 1));
    }
    current.tags().values().forEach(value -> sources.add(new Source.Constant(value.isEmpty() ? null : value)));
    for (int i = first; i < rows.columns().size(); i++) {
      sources.add(cells(current, rows, i, sources.size()));
    }
    if (sources.size() != types.size()) {
      throw new MillraceException(ErrorCode.BAD_QUERY, "the statement's series have different columns");
    }
    return sources;
  }

  private Source cells(ResultSeries current, ResultRows rows, int column, int target) {
    ResultColumn cells = rows.columns().get(column);
    ArrowType wanted = target < types.size() ? types.get(target) : new ArrowType.Null();
    ArrowType given = SeriesTypes.type(cells, rows.size());
    boolean isNumber = cells instanceof ResultColumn.Integers || cells instanceof ResultColumn.Unsigned;
    boolean widens = wanted instanceof ArrowType.Float64 && isNumber;
    if (given instanceof ArrowType.Null) {
      return new Source.Constant(null);
    }
    boolean asText = wanted instanceof ArrowType.Utf8 && cells instanceof ResultColumn.Mixed;
    if (!given.equals(wanted) && !widens && !asText) {
      throw new MillraceException(
          ErrorCode.BAD_QUERY, "column " + current.columns().get(column) + " has different types in the statement's series");
    }
    return new Source.Cells(cells, widens);
  }

  static boolean hasTime(ResultSeries series) {
    return series.columns().getFirst().equals("time");
  }

  private static ArrowSchema schema(ResultSeries series, List<ResultColumn> columns, int rows) {
    List<ArrowField> fields = new ArrayList<>();
    fields.add(ArrowField.required("iox::measurement", new ArrowType.Utf8()));
    int first = hasTime(series) ? 1 : 0;
    if (first == 1) {
      fields.add(new ArrowField("time", SeriesTypes.type(columns.getFirst(), rows), false, ResultTypes.TIME));
    }
    Map<String, Integer> tags = new LinkedHashMap<>();
    for (String tag : series.tags().keySet()) {
      tags.put(tag, fields.size());
      fields.add(new ArrowField(tag, new ArrowType.Utf8(), true, ResultTypes.TAG));
    }
    for (int i = first; i < series.columns().size(); i++) {
      ResultColumn cells = columns.get(i);
      fields.add(new ArrowField(
          series.columns().get(i), SeriesTypes.type(cells, rows), true,
          first == 1 ? SeriesTypes.metadata(cells) : Map.of()));
    }
    return new ArrowSchema(fields, Map.of("iox::influxql::group_key::metadata", SeriesTypes.groupKey(tags)));
  }
}
