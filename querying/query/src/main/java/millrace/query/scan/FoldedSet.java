package millrace.query.scan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import millrace.columns.ColumnType;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.fold.OrderedSums;
import millrace.query.fold.SeriesFold;
import millrace.query.fold.WindowTable;
import millrace.query.function.Reductions;

/// What several functions came to for one set of series in one shard: rows by window and group.
final class FoldedSet {
  private final List<Group> groups = new ArrayList<>();
  private final List<WindowTable> tables = new ArrayList<>();
  private final boolean ascending;

  /// A row's place: which table, and which slot.
  private record Place(int table, int slot) {}

  /// @param folds of the set's series, in their order
  FoldedSet(List<SeriesFold> folds, boolean keepsPartials, boolean ascending) {
    this.ascending = ascending;
    Map<Group, WindowTable> merged = new HashMap<>(folds.getFirst().tables());
    for (SeriesFold fold : folds.subList(1, folds.size())) {
      fold.tables()
          .forEach(
              (group, table) -> {
                WindowTable first = merged.putIfAbsent(group, table);
                if (first != null) {
                  first.merge(table, !keepsPartials);
                  table.release();
                }
              });
    }
    OrderedSums.add(folds, merged, ascending);
    merged.forEach(
        (group, table) -> {
          groups.add(group);
          tables.add(table);
        });
  }

  /// The rows of one function, in the order of windows, then of times, then of groups.
  List<Row> rows(String function) {
    List<Row> rows = new ArrayList<>();
    for (int t = 0; t < tables.size(); t++) {
      for (int slot = 0; slot < tables.get(t).size(); slot++) {
        rows.add(row(function, new Place(t, slot)));
      }
    }
    Comparator<Row> byWindow = Comparator.comparingLong(Row::start);
    Comparator<Row> order = (ascending ? byWindow : byWindow.reversed()).thenComparingLong(Row::time);
    rows.sort(tables.size() == 1 ? order : order.thenComparing((a, b) -> a.group().compareTo(b.group())));
    return rows;
  }

  private Row row(String function, Place place) {
    WindowTable table = tables.get(place.table());
    long start = table.start(place.slot());
    long time = Reductions.isSelector(function) ? table.pickedTime(function, place.slot()) : start;
    return new Row(start, time, groups.get(place.table()), table, place.slot());
  }

  /// One window of one group.
  ///
  /// @param time of the picked point, or of the window
  record Row(long start, long time, Group group, WindowTable table, int slot) {
    /// Appends the row's point, without auxiliary fields.
    void appendTo(Batch out, String function) {
      int row = out.add(time, group);
      out.clearAux(row);
      switch (function) {
        case "count" -> out.values.setInteger(row, table.count(slot));
        case "mean" -> {
          out.values.setFloat(row, table.floatMean(slot));
          out.weights[row] = (int) table.count(slot);
        }
        case "sum" -> {
          if (out.type() == ColumnType.FLOAT) {
            out.values.setFloat(row, table.floatSum(slot));
          } else {
            out.values.setInteger(row, table.integerSum(slot));
          }
        }
        default -> {
          long bits = table.pickedBits(function, slot);
          if (out.type() == ColumnType.FLOAT) {
            out.values.setFloat(row, Double.longBitsToDouble(bits));
          } else {
            out.values.setInteger(row, bits);
          }
        }
      }
    }
  }

  /// Hands the tables over, added to those of sets before.
  void moveTo(Map<Group, WindowTable> others) {
    for (int i = 0; i < tables.size(); i++) {
      WindowTable first = others.putIfAbsent(groups.get(i), tables.get(i));
      if (first != null) {
        first.merge(tables.get(i), true);
        tables.get(i).release();
      }
    }
  }

  void release() {
    tables.forEach(WindowTable::release);
  }
}
