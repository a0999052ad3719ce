package millrace.query.scan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import millrace.base.ErrorCode;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.ShardReader;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.VarRef;
import millrace.query.QueryException;
import millrace.query.batch.Batch;
import millrace.query.function.PartialCombiner;
import millrace.query.function.Reductions;
import millrace.query.iterator.BatchIterator;
import millrace.query.iterator.ConcatIterator;
import millrace.query.iterator.IteratorOptions;
import millrace.query.iterator.LimitIterator;
import millrace.query.iterator.MergeIterator;
import millrace.query.iterator.SeriesMergeIterator;
import millrace.query.iterator.StopIterator;

/// Makes the iterators over one table: per shard, per group of series, per series, with partial results computed at the
/// lowest level.
public final class TableIterators {
  private final MappedTable table;
  private final SeriesFilter filter;
  private final Map<Expression, RowFilter> rowFilters = new HashMap<>();
  private SeriesPlan plan;
  private boolean isOfTag;

  public TableIterators(MappedTable table) {
    this.table = table;
    this.filter = new SeriesFilter(table.fieldNames());
  }

  /// The points at which a series has any value, with a tag of the series for theirs; series without the tag have none.
  /// Without windows one point of each series and shard is enough.
  ///
  /// @param options whose value is the tag
  public Optional<BatchIterator> ofTag(IteratorOptions options) {
    isOfTag = true;
    return create(options);
  }

  /// What several functions of the same field come to, in one scan.
  ///
  /// @param options without a function
  public TableFold fold(IteratorOptions options) {
    return new TableFold(shardFolds(options), options);
  }

  /// A function of whole windows, over all shards; empty when it has to be computed from merged points.
  public Optional<BatchIterator> whole(Call call, IteratorOptions options) {
    return WholeFold.applies(call, options)
        ? Optional.of(new WholeFold(call, shardFolds(options), options))
        : Optional.empty();
  }

  private List<ShardFold> shardFolds(IteratorOptions options) {
    List<ShardFold> folds = new ArrayList<>();
    for (ShardReader shard : table.shards()) {
      options.context().checkCancelled();
      Optional<Column> column = shard.fields().stream().filter(c -> fits(c, options.value().get())).findFirst();
      List<TagSet> sets = column.isEmpty() ? List.of() : ordered(tagSets(shard, options), options);
      if (!sets.isEmpty()) {
        folds.add(new ShardFold(shard, column.get(), sets, options));
      }
    }
    return folds;
  }

  /// Whether the function of a query is for [#fold].
  public static boolean folds(IteratorOptions options) {
    return TableFold.applies(options);
  }

  /// The points a query wants of the table, merged over its shards; empty when there are certainly none.
  public Optional<BatchIterator> create(IteratorOptions options) {
    if (EdgeFold.applies(options)) {
      Optional<BatchIterator> edges = edges(options);
      if (edges.isPresent()) {
        return edges;
      }
    }
    List<BatchIterator> shards = new ArrayList<>();
    for (ShardReader shard : table.shards()) {
      options.context().checkCancelled();
      if (hasValue(shard, options)) {
        shard(shard, options).ifPresent(shards::add);
      }
    }
    return Merges.ofShards(shards, options);
  }

  /// The first or last points of all time, where each set can be answered alone.
  private Optional<BatchIterator> edges(IteratorOptions options) {
    List<EdgeFold.Part> parts = new ArrayList<>();
    for (ShardReader shard : table.shards()) {
      Optional<Column> column = shard.fields().stream().filter(c -> fits(c, options.value().get())).findFirst();
      if (column.isPresent()) {
        List<TagSet> sets = tagSets(shard, options);
        if (!sets.stream().allMatch(set -> EdgeFold.applies(set, options))) {
          return Optional.empty();
        }
        parts.add(new EdgeFold.Part(column.get(), sets));
      }
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(new EdgeFold(parts, options, results(options)));
  }

  /// Whether a shard has the main field in a form that fits; where there is none, all shards do.
  private boolean hasValue(ShardReader shard, IteratorOptions options) {
    return isOfTag
        || options.value().isEmpty() || shard.fields().stream().anyMatch(c -> fits(c, options.value().get()));
  }

  private static boolean fits(Column column, VarRef ref) {
    return column.name().equals(ref.name()) && FieldReader.isCastable(column.type(), ReferenceTypes.of(ref));
  }

  private Optional<BatchIterator> shard(ShardReader shard, IteratorOptions options) {
    List<TagSet> sets = tagSets(shard, options);
    if (sets.isEmpty()) {
      return Optional.empty();
    }
    if (options.call().isEmpty()) {
      return Optional.of(concatenated(sets, options, sample(options), set -> points(set, options)));
    }
    Batch results = results(options);
    boolean edge = options.call().equals("first") || options.call().equals("last");
    return Optional.of(
        edge && !options.hasInterval()
            ? edge(sets, options)
            : concatenated(sets, options, results, set -> partials(set, options)));
  }

  /// The streams of groups one after the other: no two groups share a final series.
  private static BatchIterator concatenated(
      List<TagSet> sets, IteratorOptions options, Batch sample, Function<TagSet, BatchIterator> stream) {
    if (sets.size() == 1) {
      return stream.apply(sets.getFirst());
    }
    List<Supplier<BatchIterator>> streams = new ArrayList<>();
    ordered(sets, options).forEach(set -> streams.add(() -> stream.apply(set)));
    return new ConcatIterator(streams, sample);
  }

  private static List<TagSet> ordered(List<TagSet> sets, IteratorOptions options) {
    Comparator<TagSet> order = (a, b) -> a.dimensions().compareTo(b.dimensions());
    return sets.stream().sorted(options.ascending() ? order : order.reversed()).toList();
  }

  private static Batch sample(IteratorOptions options) {
    return SeriesScan.emptyBatch(options);
  }

  private static Batch results(IteratorOptions options) {
    ColumnType type = Reductions.resultType(options.call(), SeriesScan.mainType(options));
    return new Batch(type, SeriesScan.auxTypes(options.aux()), options.context().memory());
  }

  /// First or last of all time: a look at the head of each group, in the order of time, and no more.
  private BatchIterator edge(List<TagSet> sets, IteratorOptions options) {
    boolean forward = options.call().equals("first");
    IteratorOptions heads =
        options.withValue(options.value().orElseThrow()).withLimit(1, 0).withAscending(forward).withOrdered(true);
    List<TagSet> directed = forward == options.ascending() ? sets : sets.stream().map(TagSet::reversed).toList();
    BatchIterator groups = concatenated(directed, options, sample(heads), set -> points(set, heads));
    return Reductions.reduce(options.call(), groups, options);
  }

  /// Plain points of a group of series.
  private BatchIterator points(TagSet set, IteratorOptions options) {
    List<BatchIterator> series = new ArrayList<>();
    for (SeriesInShard one : set.series()) {
      series.add(headOf(scan(one, options), options));
    }
    return limited(merged(series, options), options);
  }

  private static BatchIterator merged(List<BatchIterator> series, IteratorOptions options) {
    return options.ordered() ? SeriesMergeIterator.of(series, options) : MergeIterator.of(series, options);
  }

  /// No more of a series is wanted than its limit and one point.
  private BatchIterator headOf(SeriesScan scan, IteratorOptions options) {
    if (isOfTag && !options.hasInterval()) {
      return new HeadIterator(scan, 1);
    }
    if (!options.isLimited()) {
      return scan;
    }
    long points = options.limit() + options.offset() + 1;
    return points > 0 && points <= Batch.CAPACITY
        ? new HeadIterator(scan, (int) points)
        : new StopIterator(scan, options);
  }

  /// Where points may belong to several final series, counting has to be done per series.
  private static BatchIterator limited(BatchIterator merged, IteratorOptions options) {
    if (!options.isLimited()) {
      return merged;
    }
    return options.dimensions().count() == options.grouping().count()
        ? new StopIterator(merged, options)
        : new LimitIterator(merged, options);
  }

  /// Partial results of a group of series.
  private BatchIterator partials(TagSet set, IteratorOptions options) {
    return set.series().size() == 1 ? partial(set.series().getFirst(), options) : folded(set, options);
  }

  private BatchIterator folded(TagSet set, IteratorOptions options) {
    Batch sample = results(options);
    List<Supplier<BatchIterator>> series = new ArrayList<>();
    for (SeriesInShard one : set.series()) {
      series.add(() -> partial(one, options));
    }
    return new PartialFold(series, PartialCombiner.of(options.call(), sample.type()), options, sample);
  }

  private BatchIterator partial(SeriesInShard series, IteratorOptions options) {
    if (options.aux().isEmpty()) {
      return Reductions.reduce(options.call(), scan(series, options), options);
    }
    BatchIterator selected =
        Reductions.reduce(options.call(), scan(series, options.withAux(List.of())), options);
    return new LateAuxIterator(selected, series, options);
  }

  private SeriesScan scan(SeriesInShard series, IteratorOptions options) {
    return new SeriesScan(
        series, options, series.filter().map(f -> rowFilters.computeIfAbsent(f, RowFilter::new)), isOfTag);
  }

  /// The plan of the query's conditions and groups, which all shards share.
  private SeriesPlan plan(IteratorOptions options) {
    if (plan == null) {
      plan = new SeriesPlan(table, filter, options);
    }
    return plan;
  }

  private List<TagSet> tagSets(ShardReader shard, IteratorOptions options) {
    List<TagSet> sets = TagSet.of(plan(options), shard, options);
    long most = options.context().limits().maxSeries();
    long count = sets.stream().mapToLong(set -> set.series().size()).sum();
    if (most > 0 && count > most) {
      throw new QueryException(
          ErrorCode.LIMIT_EXCEEDED, "max-select-series limit exceeded: (" + count + "/" + most + ")");
    }
    return sets;
  }
}
