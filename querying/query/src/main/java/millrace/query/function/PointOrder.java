package millrace.query.function;

import millrace.columns.ColumnType;
import millrace.query.batch.Batch;
import millrace.query.batch.Utf8Order;
import millrace.query.batch.Vector;

/// Which of two points a selector prefers.
public interface PointOrder {
  /// Whether a row is preferred to a row seen before.
  boolean isBetter(Batch a, int row, Batch best, int bestRow);

  /// The order of `min`, `max`, `first` or `last`.
  static PointOrder of(String function, ColumnType type) {
    return switch (function) {
      case "min" -> (a, i, b, j) -> byValue(compare(a.values, i, b.values, j), a.times[i], b.times[j]);
      case "max" -> (a, i, b, j) -> byValue(compare(b.values, j, a.values, i), a.times[i], b.times[j]);
      case "first" -> type == ColumnType.BOOLEAN ? PointOrder::isFirstBoolean : PointOrder::isFirst;
      case "last" -> PointOrder::isLast;
      default -> throw new IllegalArgumentException("not a selector: " + function);
    };
  }

  private static boolean byValue(int order, long time, long bestTime) {
    return order < 0 || (order == 0 && time < bestTime);
  }

  /// The earlier; at one time the greater value.
  private static boolean isFirst(Batch a, int i, Batch b, int j) {
    return a.times[i] < b.times[j] || (a.times[i] == b.times[j] && compare(a.values, i, b.values, j) > 0);
  }

  /// The earlier; at one time false.
  private static boolean isFirstBoolean(Batch a, int i, Batch b, int j) {
    return a.times[i] < b.times[j] || (a.times[i] == b.times[j] && compare(a.values, i, b.values, j) < 0);
  }

  /// The later; at one time the greater value, or true.
  private static boolean isLast(Batch a, int i, Batch b, int j) {
    return a.times[i] > b.times[j] || (a.times[i] == b.times[j] && compare(a.values, i, b.values, j) > 0);
  }

  /// Values by size, text by bytes, false before true.
  static int compare(Vector a, int i, Vector b, int j) {
    return switch (a.type()) {
      case FLOAT -> a.floats[i] < b.floats[j] ? -1 : a.floats[i] > b.floats[j] ? 1 : 0;
      case INTEGER -> Long.compare(a.integers[i], b.integers[j]);
      case UNSIGNED -> Long.compareUnsigned(a.integers[i], b.integers[j]);
      case BOOLEAN -> Boolean.compare(a.booleans[i], b.booleans[j]);
      case STRING, TAG -> Utf8Order.compare(a.strings[i], b.strings[j]);
    };
  }
}
