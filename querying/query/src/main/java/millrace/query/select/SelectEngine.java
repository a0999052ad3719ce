package millrace.query.select;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import millrace.base.ErrorCode;
import millrace.catalog.CatalogState;
import millrace.columns.ObservedTables;
import millrace.columns.TableSource;
import millrace.influxql.ExplainStatement;
import millrace.influxql.SelectStatement;
import millrace.query.EngineOptions;
import millrace.query.MemoryPool;
import millrace.query.PartialAnswer;
import millrace.query.PointWriter;
import millrace.query.QueryException;
import millrace.query.QueryLimits;
import millrace.query.QueryOptions;
import millrace.query.ResultHead;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;
import millrace.query.ResultSink;
import millrace.query.compile.CompiledSelect;
import millrace.query.compile.SchemaResolution;
import millrace.query.compile.SelectCompiler;
import millrace.query.iterator.IteratorOptions;
import millrace.query.iterator.Profile;
import millrace.query.iterator.QueryContext;
import millrace.query.time.InfluxTime;
import millrace.query.time.Windows;

/// Runs SELECT: names completed, compiled, shards mapped, schema resolved, cursor built, rows emitted or written.
///
/// Threads: any.
public final class SelectEngine {
  private final Supplier<CatalogState> catalog;
  private final TableSource tables;
  private final PointWriter writer;
  private final EngineOptions engine;

  /// @param catalog what exists, asked once per statement
  public SelectEngine(
      Supplier<CatalogState> catalog, TableSource tables, PointWriter writer, EngineOptions engine) {
    this.catalog = catalog;
    this.tables = tables;
    this.writer = writer;
    this.engine = engine;
  }

  /// Runs one statement to its end.
  ///
  /// @param sink only [ResultSink#message], [ResultSink#series] and [ResultSink#rows] are called
  /// @throws QueryException when the statement cannot be run, or has to stop
  public void execute(SelectStatement statement, QueryOptions options, ResultSink sink) {
    prepare(
        statement,
        options,
        sink,
        (select, range, shards, context) -> emit(select, cursor(select, range, shards, context), sink));
  }

  /// Tells what running a SELECT would read, or with ANALYZE runs it and tells what it took.
  ///
  /// @throws QueryException when the statement cannot be run
  public void explain(ExplainStatement statement, QueryOptions options, ResultSink sink) {
    long startNanos = System.nanoTime();
    prepare(
        statement.select(),
        options,
        sink,
        (select, range, shards, context) -> {
          Profile profile = new Profile();
          context.measure(profile);
          RowCursor cursor = cursor(select, range, shards, context);
          List<String> lines =
              statement.analyze()
                  ? new Analysis(shards, context, profile)
                      .of(statement.select().toString(), select, cursor, System.nanoTime() - startNanos)
                  : new Explanation(shards).of(select);
          String column = statement.analyze() ? "EXPLAIN ANALYZE" : "QUERY PLAN";
          sink.series(ResultSeries.whole("", List.of(column)));
          sink.rows(ResultRows.of(Explanation.rows(lines)));
        });
  }

  /// What the rows of a statement will look like; empty for one that writes them.
  ///
  /// @throws QueryException when the statement cannot be run
  public Optional<ResultHead> head(SelectStatement statement, QueryOptions options) {
    AtomicReference<Optional<ResultHead>> head = new AtomicReference<>(Optional.empty());
    prepare(statement, options, new NoAnswer(), (select, range, shards, context) -> {
      if (select.into().isEmpty()) {
        head.set(Optional.of(Emitter.head(cursor(select, range, shards, context), select)));
      }
    });
    return head.get();
  }

  /// What is done with a statement once its shards are mapped and its schema is resolved.
  private interface Step {
    void run(CompiledSelect select, Range range, ShardMapping shards, QueryContext context);
  }

  private void prepare(SelectStatement statement, QueryOptions options, ResultSink sink, Step step) {
    CatalogState state = catalog.get();
    SelectStatement complete = new SourceNames(state, options).complete(statement);
    CompiledSelect compiled = new SelectCompiler(options.nowNanos(), options.compatibility()).compile(complete);
    if (compiled.into().isPresent() && options.readOnly()) {
      sink.message(
          "warning",
          "deprecated use of '" + complete + "' in a read only context, please use a POST request instead");
    }
    Range range = Range.of(compiled);
    ObservedTables observed = new ObservedTables(tables);
    try (MemoryPool.Share memory = engine.memory().open();
        ShardMapping shards =
            ShardMapping.open(compiled, range.mappedMin(), range.mappedMax(), state, observed, memory)) {
      CompiledSelect resolved = new SchemaResolution(shards).resolve(compiled);
      try (QueryContext context =
          new QueryContext(options.cancellation(), options.limits(), memory, engine.workers())) {
        step.run(resolved, range, shards, context);
      }
    }
    PartialAnswer.tell(observed, sink);
  }

  private void emit(CompiledSelect select, RowCursor cursor, ResultSink sink) {
    if (select.into().isPresent()) {
      new IntoWriter(select.into().get(), writer).run(cursor, sink);
    } else {
      new Emitter(cursor, sink, select).run();
    }
  }

  private static RowCursor cursor(
      CompiledSelect select, Range range, ShardMapping shards, QueryContext context) {
    if (!select.interval().unusableOffset().isEmpty()) {
      throw new QueryException("invalid time dimension offset: " + select.interval().unusableOffset());
    }
    IteratorOptions iterators = SelectOptions.ofStatement(select, range.min(), range.max(), context);
    checkBuckets(select, iterators.windows(), context.limits());
    return new CursorBuilder(shards).build(select, iterators);
  }

  private static void checkBuckets(CompiledSelect select, Windows windows, QueryLimits limits) {
    long most = limits.maxBuckets();
    if (most == 0 || select.raw() || windows.isSingle() || windows.minNanos() == InfluxTime.MIN) {
      return;
    }
    long buckets = windows.count(windows.minNanos(), windows.maxNanos() - 1);
    if (buckets > most) {
      throw new QueryException(
          ErrorCode.LIMIT_EXCEEDED, "max-select-buckets limit exceeded: (" + buckets + "/" + most + ")");
    }
  }

  /// The instants a statement reads, and the wider range it maps shards for, since some functions look one window back.
  ///
  /// An open lower bound cannot be widened: the reference underflows there and maps nothing, and so do we.
  private record Range(long min, long max, long mappedMin, long mappedMax) {
    static Range of(CompiledSelect select) {
      long min = select.bounds().minNanos();
      boolean windowed = select.interval().isPresent();
      long max = select.bounds().max().orElse(windowed ? select.scope().nowNanos() : InfluxTime.MAX);
      if (select.interval().calendar().isPresent()) {
        return ofCalendar(select, min, max);
      }
      long extra = windowed ? select.interval().nanos() * select.extraIntervals() : 0;
      if (extra <= 0) {
        return new Range(min, max, min, max);
      }
      if (!select.ascending()) {
        return new Range(min, max, min, max > InfluxTime.MAX - extra ? InfluxTime.MAX : max + extra);
      }
      boolean underflows = min < InfluxTime.MIN + extra;
      return underflows ? new Range(min, max, InfluxTime.MAX, InfluxTime.MAX) : new Range(min, max, min - extra, max);
    }

    private static Range ofCalendar(CompiledSelect select, long min, long max) {
      Windows windows = SelectOptions.windows(select, min, max);
      if (select.extraIntervals() == 0) {
        return new Range(min, max, min, max);
      }
      return select.ascending()
          ? new Range(min, max, windows.before(min), max)
          : new Range(min, max, min, windows.after(max));
    }
  }
}
