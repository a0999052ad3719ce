package millrace.query.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.columns.ColumnType;
import millrace.query.batch.Batch;
import millrace.query.fold.FoldNeeds;
import millrace.query.function.Reductions;
import millrace.query.iterator.BatchIterator;
import millrace.query.iterator.IteratorOptions;

/// Several functions of one field of a table, over the same windows, series and conditions, computed in one scan. They are
/// asked for one by one while a statement's iterators are made; reading begins with the first point wanted of any.
///
/// Threads: one at a time.
public final class TableFold {
  private final List<ShardFold> shards;
  private final IteratorOptions options;
  private final List<String> functions = new ArrayList<>();
  private boolean isStarted;

  TableFold(List<ShardFold> shards, IteratorOptions options) {
    this.shards = shards;
    this.options = options;
  }

  /// Whether a function can be computed this way. Where clocks change, windows are shifted in ways only the reducers know,
  /// and the first or last point of all time is found without a scan.
  static boolean applies(IteratorOptions options) {
    if (!options.windows().isSteady() || options.value().isEmpty()) {
      return false;
    }
    ColumnType type = SeriesScan.mainType(options);
    return switch (options.call()) {
      case "count" -> options.aux().isEmpty();
      case "sum", "mean", "min", "max" -> type.isNumeric();
      case "first", "last" -> type.isNumeric() && options.hasInterval();
      default -> false;
    };
  }

  /// Whether reading has begun, so that no more functions can be added.
  public boolean isStarted() {
    return isStarted;
  }

  /// The results of a function, merged over the shards; empty when there are certainly none.
  ///
  /// @param called the options with the function
  public Optional<BatchIterator> stream(IteratorOptions called) {
    String function = called.call();
    ColumnType type = Reductions.resultType(function, SeriesScan.mainType(called));
    LateAux aux = new LateAux(called);
    functions.add(function);
    List<BatchIterator> streams = new ArrayList<>();
    for (ShardFold shard : shards) {
      Batch out = new Batch(type, SeriesScan.auxTypes(called.aux()), called.context().memory());
      streams.add(new FoldStream(this, shard, function, aux, out));
    }
    return Merges.of(streams, called);
  }

  /// Begins to read, unless that is done already.
  void start() {
    if (!isStarted) {
      isStarted = true;
      boolean times = options.pointTimes() || !options.aux().isEmpty();
      FoldNeeds needs = FoldNeeds.of(functions, times);
      shards.forEach(shard -> shard.start(needs, functions.size()));
    }
  }
}
