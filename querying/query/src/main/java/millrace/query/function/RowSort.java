package millrace.query.function;

/// Stable sorting of row numbers without boxing them.
final class RowSort {
  private static final int RUN = 8;

  private RowSort() {}

  /// Whether one row comes strictly before another.
  @FunctionalInterface
  interface Order {
    boolean isBefore(int a, int b);
  }

  /// The numbers 0 to `count` in order; equal rows stay as they are.
  static int[] sorted(int count, Order order) {
    int[] rows = new int[count];
    for (int i = 0; i < count; i++) {
      rows[i] = i;
    }
    for (int start = 0; start < count; start += RUN) {
      insertionSort(rows, start, Math.min(start + RUN, count), order);
    }
    int[] other = new int[count];
    for (long width = RUN; width < count; width *= 2) {
      for (long start = 0; start < count; start += 2 * width) {
        int middle = (int) Math.min(start + width, count);
        int end = (int) Math.min(start + 2 * width, count);
        merge(rows, (int) start, middle, end, other, order);
      }
      int[] swapped = rows;
      rows = other;
      other = swapped;
    }
    return rows;
  }

  private static void insertionSort(int[] rows, int from, int to, Order order) {
    for (int i = from + 1; i < to; i++) {
      int row = rows[i];
      int hole = i;
      while (hole > from && order.isBefore(row, rows[hole - 1])) {
        rows[hole] = rows[hole - 1];
        hole--;
      }
      rows[hole] = row;
    }
  }

  private static void merge(int[] in, int start, int middle, int end, int[] out, Order order) {
    int left = start;
    int right = middle;
    for (int to = start; to < end; to++) {
      boolean takeRight = left >= middle || (right < end && order.isBefore(in[right], in[left]));
      out[to] = takeRight ? in[right++] : in[left++];
    }
  }
}
