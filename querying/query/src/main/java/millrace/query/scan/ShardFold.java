package millrace.query.scan;

import java.util.ArrayList;
import java.util.List;
import millrace.columns.Column;
import millrace.columns.ShardReader;
import millrace.query.fold.FoldNeeds;
import millrace.query.fold.SeriesFold;
import millrace.query.iterator.IteratorOptions;
import millrace.query.iterator.Morsel;

/// The sets of series of one shard, folded one after the other, some ahead of being asked for. Several streams, one per
/// function, take the same results, so that what they are computed from is read once.
///
/// Threads: one at a time, but for the morsels.
final class ShardFold {
  /// Float partials that are kept to be added in the reference's order; where a set could have more, they are added in
  /// the order of series as they come.
  private static final long MOST_PARTIALS = 1 << 21;

  private final ShardReader shard;
  private final Column column;
  private final List<TagSet> sets;
  private final IteratorOptions options;

  private FoldNeeds needs;
  private boolean keepsPartials;
  private List<List<FoldUnit.Piece>> units;

  /// First unit that has to do with a set, and after the last set the number of units.
  private int[] firstUnit;

  private Morsel<List<SeriesFold>>[] morsels;
  private int begun;
  private FoldedSet[] results;
  private int[] taken;
  private int streams;

  /// @param column the field, as the shard has it
  /// @param sets in the order of their results
  ShardFold(ShardReader shard, Column column, List<TagSet> sets, IteratorOptions options) {
    this.shard = shard;
    this.column = column;
    this.sets = sets;
    this.options = options;
  }

  List<TagSet> sets() {
    return sets;
  }

  /// Begins to read, for so many streams.
  @SuppressWarnings({"unchecked", "rawtypes"})
  void start(FoldNeeds wanted, int streamCount) {
    needs = wanted;
    streams = streamCount;
    keepsPartials = fitsPartials();
    units = FoldUnit.cut(sets);
    morsels = new Morsel[units.size()];
    results = new FoldedSet[sets.size()];
    taken = new int[sets.size()];
    firstUnit = new int[sets.size()];
    for (int unit = units.size() - 1; unit >= 0; unit--) {
      for (FoldUnit.Piece piece : units.get(unit)) {
        firstUnit[piece.index()] = unit;
      }
    }
    beginUpTo(options.context().helpers());
  }

  private boolean fitsPartials() {
    long windows = 1;
    if (options.hasInterval()) {
      long span =
          Math.min(options.endNanos(), shard.span().endNanos()) - Math.max(options.startNanos(), shard.span().startNanos());
      windows = span < 0 ? Long.MAX_VALUE : span / options.windows().intervalNanos() + 2;
    }
    int most = sets.stream().mapToInt(set -> set.series().size()).max().orElse(0);
    return windows <= MOST_PARTIALS / Math.max(1, most);
  }

  /// What the functions came to for a set.
  FoldedSet result(int set) {
    if (results[set] == null) {
      results[set] = fold(set);
    }
    return results[set];
  }

  /// What the functions came to for a set, for the only stream to keep.
  FoldedSet take(int set) {
    return fold(set);
  }

  /// Notes that one of the streams needs a set no more.
  void done(int set) {
    if (++taken[set] == streams) {
      results[set].release();
      results[set] = null;
    }
  }

  private FoldedSet fold(int set) {
    List<SeriesFold> folds = new ArrayList<>();
    for (int unit = firstUnit[set]; unit < units.size(); unit++) {
      List<FoldUnit.Piece> pieces = units.get(unit);
      if (pieces.getFirst().index() > set) {
        break;
      }
      beginUpTo(unit + 1 + options.context().helpers());
      List<SeriesFold> results = morsels[unit].result();
      for (int i = 0; i < pieces.size(); i++) {
        if (pieces.get(i).index() == set) {
          folds.add(results.get(i));
        }
      }
      if (pieces.getLast().index() == set) {
        morsels[unit] = null;
      }
    }
    return new FoldedSet(folds, keepsPartials, options.ascending());
  }

  private void beginUpTo(int wanted) {
    int end = Math.min(units.size(), wanted);
    for (; begun < end; begun++) {
      FoldUnit unit = new FoldUnit(column, units.get(begun), needs, keepsPartials, options);
      morsels[begun] = options.context().begin(unit);
    }
  }
}
