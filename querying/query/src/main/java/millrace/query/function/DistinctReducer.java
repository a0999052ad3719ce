package millrace.query.function;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import millrace.columns.ColumnType;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.batch.Vector;
import millrace.query.iterator.Reducer;

/// Keeps the first point of each distinct value and gives them by time, then by value.
final class DistinctReducer implements Reducer {
  private final Batch firsts;
  private final Map<Object, Integer> seen = new HashMap<>();

  DistinctReducer(ColumnType type) {
    this.firsts = new Batch(type, List.of());
  }

  @Override
  public void add(Batch in, int from, int to) {
    for (int i = from; i < to; i++) {
      if (seen.putIfAbsent(key(in.values, i), firsts.size) == null) {
        int row = firsts.add(in.times[i], in.groups[i]);
        firsts.values.copy(in.values, i, row);
      }
    }
  }

  @Override
  public void emit(Batch out, long windowStart, Group group) {
    int[] rows =
        RowSort.sorted(
            firsts.size,
            (a, b) ->
                firsts.times[a] != firsts.times[b]
                    ? firsts.times[a] < firsts.times[b]
                    : PointOrder.compare(firsts.values, a, firsts.values, b) < 0);
    for (int row : rows) {
      out.append(firsts, row);
      out.groups[out.size - 1] = group;
    }
    firsts.size = 0;
    seen.clear();
  }

  /// Zeros of either sign are one value.
  private static Object key(Vector values, int row) {
    return switch (values.type()) {
      case FLOAT -> values.floats[row] + 0.0;
      case INTEGER, UNSIGNED -> values.integers[row];
      case BOOLEAN -> values.booleans[row];
      case STRING, TAG -> values.strings[row];
    };
  }
}
