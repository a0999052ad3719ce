package millrace.query.select;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import millrace.columns.ColumnType;
import millrace.query.batch.Allowance;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.batch.TagKeys;
import millrace.query.batch.Utf8Order;
import millrace.query.batch.Vector;
import millrace.query.function.PointOrder;

/// All rows of the input, sorted: by leading tags the series among each other, by everything else the rows of a series.
/// Rows that are equal stay in their order. What is missing comes last.
final class SortCursor implements RowCursor {
  /// Time, group, row number and bookkeeping; a value is counted as a short string.
  private static final long BYTES_PER_ROW = 40;
  private static final long BYTES_PER_VALUE = 16;

  private final RowCursor input;
  private final List<Key> keys;
  private final Allowance memory;
  private final boolean keepsSeries;
  private final Rows all;
  private final Rows out;
  /// The number of its series, per row.
  private int[] ordinals = {};
  private int[] order = {};
  private int at = -1;

  /// One key of the order.
  sealed interface Key {
    boolean ascending();

    record Time(boolean ascending) implements Key {}

    record Tag(String name, boolean ascending) implements Key {}

    record Column(int index, boolean ascending) implements Key {}
  }

  /// @param memory asked for all rows together
  SortCursor(RowCursor input, List<Key> keys, Allowance memory) {
    this(input, keys, true, memory);
  }

  /// All rows of the input by the values of some tags, and then by time, whatever series they are of.
  static SortCursor regrouped(RowCursor input, TagKeys tags, boolean ascending, Allowance memory) {
    List<Key> keys = new ArrayList<>();
    tags.keys().forEach(tag -> keys.add(new Key.Tag(tag, ascending)));
    keys.add(new Key.Time(ascending));
    return new SortCursor(input, keys, false, memory);
  }

  private SortCursor(RowCursor input, List<Key> keys, boolean keepsSeries, Allowance memory) {
    this.keepsSeries = keepsSeries;
    this.input = input;
    this.keys = keys;
    this.memory = memory;
    this.all = new Rows(input.types());
    this.out = new Rows(input.types());
  }

  @Override
  public List<String> names() {
    return input.names();
  }

  @Override
  public List<ColumnType> types() {
    return input.types();
  }

  @Override
  public Rows rows() {
    return out;
  }

  @Override
  public boolean next() {
    if (at < 0) {
      collect();
      order = IntStream.range(0, all.size).boxed().sorted(comparator()).mapToInt(Integer::intValue).toArray();
      at = 0;
    }
    out.size = 0;
    while (out.size < Batch.CAPACITY && at < order.length) {
      out.append(all, order[at++]);
    }
    return out.size > 0;
  }

  private void collect() {
    Group series = null;
    int ordinal = -1;
    while (input.next()) {
      Rows rows = input.rows();
      memory.take(rows.size * (BYTES_PER_ROW + BYTES_PER_VALUE * all.columns.length));
      if (all.size + rows.size > ordinals.length) {
        ordinals = Arrays.copyOf(ordinals, Math.max(all.size + rows.size, 2 * ordinals.length));
      }
      for (int i = 0; i < rows.size; i++) {
        if (rows.groups[i] != series) {
          series = rows.groups[i];
          ordinal++;
        }
        ordinals[all.size] = ordinal;
        all.append(rows, i);
      }
    }
  }

  private Comparator<Integer> comparator() {
    Comparator<Integer> bySeries = Comparator.comparingInt(row -> ordinals[row]);
    Comparator<Integer> all = (a, b) -> 0;
    boolean within = false;
    for (Key key : keys) {
      if (keepsSeries && !within && !(key instanceof Key.Tag)) {
        within = true;
        all = all.thenComparing(bySeries);
      }
      all = all.thenComparing(comparator(key));
    }
    return within || !keepsSeries ? all : all.thenComparing(bySeries);
  }

  private Comparator<Integer> comparator(Key key) {
    int sign = key.ascending() ? 1 : -1;
    return switch (key) {
      case Key.Time _ -> (a, b) -> sign * Long.compare(all.times[a], all.times[b]);
      case Key.Tag(String name, boolean _) ->
          (a, b) -> sign * Utf8Order.compare(all.groups[a].tag(name), all.groups[b].tag(name));
      case Key.Column(int index, boolean _) -> (a, b) -> compare(all.columns[index], a, b, sign);
    };
  }

  private static int compare(Vector column, int a, int b, int sign) {
    boolean missing = isMissing(column, a);
    if (missing || isMissing(column, b)) {
      return Boolean.compare(missing, isMissing(column, b));
    }
    return sign * PointOrder.compare(column, a, column, b);
  }

  private static boolean isMissing(Vector column, int row) {
    return column.isMissing(row) || column.type() == ColumnType.FLOAT && Double.isNaN(column.floats[row]);
  }
}
