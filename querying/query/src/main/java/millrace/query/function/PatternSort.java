package millrace.query.function;

import millrace.query.function.RowSort.Order;

/// Pattern-defeating quicksort of row numbers (Orson Peters, 2021), step by step as Go's standard library has it.
///
/// It is not stable, and which of several equal points a percentile or a mode shows depends on how it moves them.
/// Since its moves depend on nothing but the comparisons, the answer is always the same.
final class PatternSort {
  private static final int SHORT = 12;
  private static final int SHORTEST_NINTHER = 50;
  private static final int SHORTEST_SHIFTING = 50;
  private static final int MOST_SHIFTS = 5;
  private static final int ALL_SWAPPED = 12;

  private enum Hint {
    UNKNOWN,
    INCREASING,
    DECREASING
  }

  private final int[] rows;
  private final Order order;
  private int swaps;
  private long random;

  private PatternSort(int[] rows, Order order) {
    this.rows = rows;
    this.order = order;
  }

  /// The numbers 0 to `count` in order.
  static int[] sorted(int count, Order order) {
    int[] rows = new int[count];
    for (int i = 0; i < count; i++) {
      rows[i] = i;
    }
    new PatternSort(rows, order).sort(0, count, Integer.SIZE - Integer.numberOfLeadingZeros(count));
    return rows;
  }

  private boolean less(int a, int b) {
    return order.isBefore(rows[a], rows[b]);
  }

  private void swap(int a, int b) {
    int kept = rows[a];
    rows[a] = rows[b];
    rows[b] = kept;
  }

  /// @param limit bad partitions left before the rest is sorted by heap
  private void sort(int a, int b, int limit) {
    boolean balanced = true;
    boolean partitioned = true;
    while (b - a > SHORT) {
      int length = b - a;
      if (limit == 0) {
        heapSort(a, b);
        return;
      }
      if (!balanced) {
        breakPatterns(a, b);
        limit--;
      }
      int pivot = choosePivot(a, b);
      Hint hint = swaps == 0 ? Hint.INCREASING : swaps == ALL_SWAPPED ? Hint.DECREASING : Hint.UNKNOWN;
      if (hint == Hint.DECREASING) {
        reverse(a, b);
        pivot = (b - 1) - (pivot - a);
        hint = Hint.INCREASING;
      }
      if (balanced && partitioned && hint == Hint.INCREASING && sortNearlySorted(a, b)) {
        return;
      }
      if (a > 0 && !less(a - 1, pivot)) {
        a = partitionEqual(a, b, pivot);
        continue;
      }
      int found = partition(a, b, pivot);
      partitioned = found < 0;
      int middle = found < 0 ? ~found : found;
      if (middle - a < b - middle) {
        balanced = middle - a >= length / 8;
        sort(a, middle, limit);
        a = middle + 1;
      } else {
        balanced = b - middle >= length / 8;
        sort(middle + 1, b, limit);
        b = middle;
      }
    }
    insertionSort(a, b);
  }

  private void insertionSort(int a, int b) {
    for (int i = a + 1; i < b; i++) {
      for (int j = i; j > a && less(j, j - 1); j--) {
        swap(j, j - 1);
      }
    }
  }

  private void heapSort(int a, int b) {
    int size = b - a;
    for (int i = (size - 1) / 2; i >= 0; i--) {
      siftDown(i, size, a);
    }
    for (int i = size - 1; i >= 0; i--) {
      swap(a, a + i);
      siftDown(0, i, a);
    }
  }

  private void siftDown(int root, int size, int first) {
    while (2 * root + 1 < size) {
      int child = 2 * root + 1;
      if (child + 1 < size && less(first + child, first + child + 1)) {
        child++;
      }
      if (!less(first + root, first + child)) {
        return;
      }
      swap(first + root, first + child);
      root = child;
    }
  }

  /// Moves what is less than the pivot before it.
  ///
  /// @return where the pivot is; its complement when nothing had to be moved
  private int partition(int a, int b, int pivot) {
    swap(a, pivot);
    int i = a + 1;
    int j = b - 1;
    boolean moved = false;
    while (true) {
      while (i <= j && less(i, a)) {
        i++;
      }
      while (i <= j && !less(j, a)) {
        j--;
      }
      if (i > j) {
        swap(j, a);
        return moved ? j : ~j;
      }
      swap(i++, j--);
      moved = true;
    }
  }

  /// Moves what equals the pivot to the front, where nothing is less.
  ///
  /// @return the first that is greater
  private int partitionEqual(int a, int b, int pivot) {
    swap(a, pivot);
    int i = a + 1;
    int j = b - 1;
    while (true) {
      while (i <= j && !less(a, i)) {
        i++;
      }
      while (i <= j && less(a, j)) {
        j--;
      }
      if (i > j) {
        return i;
      }
      swap(i++, j--);
    }
  }

  /// Sorts a range that lacks little.
  ///
  /// @return false when it lacked more
  private boolean sortNearlySorted(int a, int b) {
    int i = a + 1;
    for (int shift = 0; shift < MOST_SHIFTS; shift++) {
      while (i < b && !less(i, i - 1)) {
        i++;
      }
      if (i == b) {
        return true;
      }
      if (b - a < SHORTEST_SHIFTING) {
        return false;
      }
      swap(i, i - 1);
      for (int j = i - 1; i - a >= 2 && j >= 1 && less(j, j - 1); j--) {
        swap(j, j - 1);
      }
      for (int j = i + 1; b - i >= 2 && j < b && less(j, j - 1); j++) {
        swap(j, j - 1);
      }
    }
    return false;
  }

  private void breakPatterns(int a, int b) {
    int length = b - a;
    if (length < 8) {
      return;
    }
    random = length;
    long mask = Integer.highestOneBit(length) * 2L - 1;
    int index = a + (length / 4) * 2 - 1;
    for (int i = 0; i < 3; i++) {
      int other = (int) (nextRandom() & mask);
      swap(index - 1 + i, a + (other >= length ? other - length : other));
    }
  }

  private long nextRandom() {
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    return random;
  }

  private int choosePivot(int a, int b) {
    int length = b - a;
    swaps = 0;
    int i = a + length / 4;
    int j = a + length / 4 * 2;
    int k = a + length / 4 * 3;
    if (length < 8) {
      return j;
    }
    if (length >= SHORTEST_NINTHER) {
      i = median(i - 1, i, i + 1);
      j = median(j - 1, j, j + 1);
      k = median(k - 1, k, k + 1);
    }
    return median(i, j, k);
  }

  private int median(int a, int b, int c) {
    if (less(b, a)) {
      swaps++;
      int kept = a;
      a = b;
      b = kept;
    }
    if (less(c, b)) {
      swaps++;
      b = c;
    }
    if (less(b, a)) {
      swaps++;
      b = a;
    }
    return b;
  }

  private void reverse(int a, int b) {
    for (int i = a, j = b - 1; i < j; i++, j--) {
      swap(i, j);
    }
  }
}
