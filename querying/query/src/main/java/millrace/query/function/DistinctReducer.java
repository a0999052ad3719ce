package millrace.query.function;

import java.util.HashMap;
import java.util.Map;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.batch.Vector;
import millrace.query.iterator.Reducer;

/// Keeps the first point of each distinct value and gives them by time, then by value.
final class DistinctReducer implements Reducer {
  /// A boxed value, a number and the map's node.
  private static final long BYTES_PER_VALUE = 96;

  private final Batch firsts;
  private final Map<Object, Integer> seen = new HashMap<>();

  /// @param firsts an empty batch to keep the points in
  DistinctReducer(Batch firsts) {
    this.firsts = firsts;
  }

  @Override
  public void add(Batch in, int from, int to) {
    int before = firsts.size;
    for (int i = from; i < to; i++) {
      if (seen.putIfAbsent(key(in.values, i), firsts.size) == null) {
        int row = firsts.add(in.times[i], in.groups[i]);
        firsts.values.copy(in.values, i, row);
      }
    }
    firsts.allowance().take((firsts.size - before) * BYTES_PER_VALUE);
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
    firsts.allowance().give(firsts.size * BYTES_PER_VALUE);
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
