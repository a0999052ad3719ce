package millrace.query.select;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import millrace.columns.ColumnType;
import millrace.influxql.DataType;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.IntegerLiteral;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Fill;
import millrace.query.Compatibility;
import millrace.query.compile.ColumnNames;
import millrace.query.compile.CompiledSelect;
import millrace.query.compile.CompiledSource;
import millrace.query.function.Aggregations;
import millrace.query.function.HoltWinters;
import millrace.query.function.Reductions;
import millrace.query.function.TopSelection;
import millrace.query.function.Transformations;
import millrace.query.iterator.BatchIterator;
import millrace.query.iterator.EmptyIterator;
import millrace.query.iterator.FillIterator;
import millrace.query.iterator.IntervalIterator;
import millrace.query.iterator.IteratorOptions;
import millrace.query.iterator.MergeIterator;
import millrace.query.scan.Merges;
import millrace.query.scan.ReferenceTypes;
import millrace.query.time.InfluxTime;
import millrace.query.time.Windows;

/// Builds the iterator of a call: what can be computed in parts is left to the tables, all else is computed here over
/// merged points.
final class CallIterators {
  private final CursorBuilder cursors;
  private final ShardMapping shards;
  private final List<CompiledSource> sources;
  private final boolean readsTags;

  CallIterators(CursorBuilder cursors, ShardMapping shards, CompiledSelect select) {
    this.cursors = cursors;
    this.shards = shards;
    this.sources = select.sources();
    this.readsTags = select.scope().compatibility().allows(Compatibility.EXTENDED);
  }

  /// The points a call gives.
  ///
  /// @param selector whether the call is the statement's only one and picks points
  /// @param writes whether the points are written, so that tags of `top` and `bottom` stay tags
  BatchIterator build(Call call, IteratorOptions options, boolean selector, boolean writes) {
    IteratorOptions unlimited = options.withLimit(0, 0);
    return switch (call.name()) {
      case "distinct" -> distinct(call, unlimited);
      case "sample" -> {
        IteratorOptions ordered = unlimited.withOrdered(true);
        yield Aggregations.sample(points(call, ordered), ordered, (int) integer(call, 1));
      }
      case "lttb" -> {
        IteratorOptions ordered = unlimited.withOrdered(true);
        yield Aggregations.largestTriangles(points(call, ordered), ordered, (int) integer(call, 1));
      }
      case "holt_winters", "holt_winters_with_fit" -> holtWinters(call, unlimited);
      case "cumulative_sum" -> transformation(call, unlimited, selector);
      case "integral" -> {
        IteratorOptions ordered = unlimited.withOrdered(true);
        yield Transformations.integral(points(call, ordered), ordered, call);
      }
      case "top", "bottom" -> top(call, options, writes);
      case "histogram" -> {
        // The bounds beside the counts are no field of any point.
        IteratorOptions bare = unlimited.withAux(List.of());
        yield new IntervalIterator(Aggregations.histogram(call, points(call, bare), bare), bare);
      }
      default ->
          Transformations.looksBack(call.name())
              ? lookingBack(call, unlimited, selector)
              : aggregate(call, unlimited, selector);
    };
  }

  private BatchIterator distinct(Call call, IteratorOptions options) {
    IteratorOptions ordered = options.withOrdered(true);
    BatchIterator points = readsTags && field(call).type() == DataType.TAG
        ? points(ordered.withValue(field(call)), shards::ofTag)
        : points(call, ordered);
    return new IntervalIterator(Aggregations.distinct(points, ordered), ordered);
  }

  private BatchIterator aggregate(Call call, IteratorOptions options, boolean selector) {
    boolean pointTimes = selector && !options.hasInterval();
    BatchIterator result = reduced(call, options.withPointTimes(pointTimes), selector);
    if (pointTimes) {
      return result;
    }
    BatchIterator windowed = new IntervalIterator(measured("reduce " + call.name(), result, options), options);
    if (!options.hasInterval() || options.fill() == Fill.Mode.NONE) {
      return windowed;
    }
    boolean count = call.name().equals("count") && options.fill() == Fill.Mode.NULL;
    Fill fill = count ? new Fill.IntegerValue(0) : options.fill();
    return measured("fill", new FillIterator(windowed, options, fill), options);
  }

  private static BatchIterator measured(String name, BatchIterator iterator, IteratorOptions options) {
    return options.context().measured(name, iterator);
  }

  private BatchIterator reduced(Call call, IteratorOptions options, boolean selector) {
    if (call.name().equals("count") && call.arguments().getFirst() instanceof Call inner) {
      return Reductions.reduce("count", build(inner, options, selector, false), options);
    }
    if (Reductions.isPartial(call.name())) {
      return partial(options.withCall(call.name(), field(call)));
    }
    if (sources.size() == 1 && SubqueryIterators.of(cursors, sources.getFirst()).isEmpty()) {
      Optional<BatchIterator> whole =
          shards.whole(sources.getFirst(), call, options.withValue(field(call)));
      if (whole.isPresent()) {
        return whole.get();
      }
    }
    IteratorOptions ordered =
        options.withOrdered(
            switch (call.name()) {
              case "median", "percentile", "rate", "increase" -> true;
              default -> options.ordered();
            });
    return measured(call.name(), Aggregations.reduce(call, points(call, ordered), ordered), options);
  }

  /// A function computed in parts by the tables.
  private BatchIterator partial(IteratorOptions options) {
    List<BatchIterator> inputs = new ArrayList<>();
    for (CompiledSource source : sources) {
      Optional<SubqueryIterators> rows = SubqueryIterators.of(cursors, source);
      Optional<BatchIterator> points = rows.isEmpty()
          ? shards.create(source, options)
          : rows.get()
              .values(options.value().orElseThrow(), options)
              .map(values -> Reductions.reduce(options.call(), values, options));
      points.ifPresent(inputs::add);
    }
    return Merges.of(inputs, options).orElseGet(() -> nothing(options));
  }

  /// The merged points of the field a call is about.
  private BatchIterator points(Call call, IteratorOptions options) {
    return points(options.withValue(field(call)), shards::create);
  }

  private BatchIterator points(
      IteratorOptions options, BiFunction<CompiledSource, IteratorOptions, Optional<BatchIterator>> tables) {
    List<BatchIterator> inputs = new ArrayList<>();
    for (CompiledSource source : sources) {
      Optional<SubqueryIterators> rows = SubqueryIterators.of(cursors, source);
      Optional<BatchIterator> points = rows.isEmpty()
          ? tables.apply(source, options)
          : rows.get().values(options.value().orElseThrow(), options);
      points.ifPresent(inputs::add);
    }
    // Whatever order the function wants, several sources follow each other window by window.
    return inputs.isEmpty() ? nothing(options) : MergeIterator.of(inputs, options);
  }

  private static BatchIterator nothing(IteratorOptions options) {
    return new EmptyIterator(ColumnType.FLOAT, options.aux().stream().map(ReferenceTypes::of).toList());
  }

  /// The input of a transformation: a field's points, or another call's.
  private BatchIterator input(Call call, IteratorOptions options, boolean selector) {
    Expression input = call.arguments().getFirst();
    return input instanceof Call inner ? build(inner, options, selector, false) : points(call, options);
  }

  private BatchIterator transformation(Call call, IteratorOptions options, boolean selector) {
    IteratorOptions ordered = options.withOrdered(true);
    return measured(call.name(), Transformations.of(call, input(call, ordered, selector), ordered), ordered);
  }

  /// A transformation that needs the window before the first one.
  private BatchIterator lookingBack(Call call, IteratorOptions options, boolean selector) {
    IteratorOptions extended = oneWindowMore(options.withOrdered(true));
    return measured(call.name(), Transformations.of(call, input(call, extended, selector), extended), extended);
  }

  /// An open bound cannot be widened: the reference overflows there and reads nothing, and so do we.
  private static IteratorOptions oneWindowMore(IteratorOptions options) {
    if (!options.hasInterval()) {
      return options;
    }
    Windows windows = options.windows();
    long room = options.ascending() ? windows.minNanos() - InfluxTime.MIN : InfluxTime.MAX - windows.maxNanos();
    if (room >= 0 && room < windows.intervalNanos()) {
      return options.withBounds(InfluxTime.MAX, InfluxTime.MAX);
    }
    return options.ascending()
        ? options.withBounds(windows.before(windows.minNanos()), windows.maxNanos())
        : options.withBounds(windows.minNanos(), windows.after(windows.maxNanos()));
  }

  private BatchIterator holtWinters(Call call, IteratorOptions options) {
    IteratorOptions ordered = options.withOrdered(true);
    BatchIterator input = build((Call) call.arguments().getFirst(), ordered, false, false);
    Windows all = new Windows(0, 0, options.windows().zone(), InfluxTime.MIN, InfluxTime.MAX);
    return HoltWinters.over(
        input,
        ordered.withWindows(all),
        (int) integer(call, 1),
        (int) integer(call, 2),
        call.name().equals("holt_winters_with_fit"),
        options.windows().intervalNanos());
  }

  /// Without tags the statement's LIMIT already cuts what is read, as in the reference: only so many points of each
  /// group are looked at.
  private BatchIterator top(Call call, IteratorOptions options, boolean writes) {
    IteratorOptions unlimited = options.withLimit(0, 0);
    List<VarRef> tags = ColumnNames.extraArguments(call);
    BatchIterator input;
    if (tags.isEmpty()) {
      input = points(call, options);
    } else {
      IteratorOptions perTag =
          unlimited
              .withGrouping(options.grouping().with(tags.stream().map(VarRef::name).toList()))
              .withFill(Fill.Mode.NONE)
              .withCall(call.name().equals("top") ? "max" : "min", field(call));
      input = partial(perTag);
    }
    int size = (int) Math.min(Integer.MAX_VALUE, integer(call, call.arguments().size() - 1));
    return TopSelection.over(input, unlimited, call.name().equals("top"), size, writes);
  }

  private static VarRef field(Call call) {
    return (VarRef) call.arguments().getFirst();
  }

  private static long integer(Call call, int argument) {
    return ((IntegerLiteral) call.arguments().get(argument)).value();
  }
}
