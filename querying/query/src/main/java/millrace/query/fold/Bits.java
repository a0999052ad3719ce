package millrace.query.fold;

import millrace.columns.ColumnType;

/// Numbers of any type as 64 raw bits.
final class Bits {
  private Bits() {}

  /// Compares as numbers compare: zeros of either sign are equal.
  static int compare(ColumnType type, long a, long b) {
    return switch (type) {
      case FLOAT -> {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        yield x < y ? -1 : x > y ? 1 : 0;
      }
      case UNSIGNED -> Long.compareUnsigned(a, b);
      default -> Long.compare(a, b);
    };
  }

  /// Whether the bits are a float zero, which may stand for one of the other sign too.
  static boolean isFloatZero(ColumnType type, long bits) {
    return type == ColumnType.FLOAT && bits << 1 == 0;
  }

  /// Bits that order as signed integers the way the numbers do; its own inverse with [#fromSortable].
  static long toSortable(ColumnType type, long bits) {
    return switch (type) {
      case FLOAT -> bits ^ ((bits >> 63) & Long.MAX_VALUE);
      case UNSIGNED -> bits ^ Long.MIN_VALUE;
      default -> bits;
    };
  }

  static long fromSortable(ColumnType type, long sortable) {
    return toSortable(type, sortable);
  }
}
