package millrace.query.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import millrace.columns.Column;
import millrace.query.fold.FoldNeeds;
import millrace.query.fold.SeriesFold;
import millrace.query.iterator.IteratorOptions;

/// A morsel of a fold: some neighbouring series of a shard, of one set of tags or of several that follow each other.
///
/// @param keepsPartials whether float sums are written down to be added up in the reference's order
record FoldUnit(
    Column column, List<Piece> pieces, FoldNeeds needs, boolean keepsPartials, IteratorOptions options)
    implements Callable<List<SeriesFold>> {
  /// Series in a unit, unless the last ones are fewer. Fixed, so that answers do not depend on the number of threads.
  static final int SERIES = 64;

  /// Series of one set, numbered from its first.
  ///
  /// @param index of the set in its shard
  record Piece(TagSet set, int index, int from, int to) {}

  /// Cuts the series of a shard's sets.
  static List<List<Piece>> cut(List<TagSet> sets) {
    List<List<Piece>> units = new ArrayList<>();
    List<Piece> unit = new ArrayList<>();
    int room = SERIES;
    for (int index = 0; index < sets.size(); index++) {
      int size = sets.get(index).series().size();
      for (int from = 0; from < size; ) {
        int to = Math.min(size, from + room);
        unit.add(new Piece(sets.get(index), index, from, to));
        room -= to - from;
        from = to;
        if (room == 0) {
          units.add(unit);
          unit = new ArrayList<>();
          room = SERIES;
        }
      }
    }
    if (!unit.isEmpty()) {
      units.add(unit);
    }
    return units;
  }

  /// Reads the series.
  ///
  /// @return a fold per piece
  @Override
  public List<SeriesFold> call() {
    FoldReader reader = new FoldReader(column, options);
    List<SeriesFold> folds = new ArrayList<>();
    for (Piece piece : pieces) {
      SeriesFold fold =
          new SeriesFold(
              needs,
              SeriesScan.mainType(options),
              options.windows(),
              options.ascending(),
              piece.from(),
              piece.set().series().size() == 1,
              keepsPartials,
              options.context().memory());
      piece.set().series().subList(piece.from(), piece.to()).forEach(series -> reader.read(series, fold));
      folds.add(fold);
    }
    return folds;
  }
}
