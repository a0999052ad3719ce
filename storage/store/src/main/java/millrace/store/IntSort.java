package millrace.store;

/// A stable merge sort of ints by any order, without boxing. Arrays that are in order already cost one pass.
final class IntSort {
  private static final int INSERTION_LIMIT = 12;

  /// An order over ints.
  @FunctionalInterface
  interface IntOrder {
    int compare(int a, int b);
  }

  private IntSort() {}

  static void sort(int[] values, IntOrder order) {
    if (!isSorted(values, order)) {
      sort(values, values.clone(), 0, values.length, order);
    }
  }

  private static boolean isSorted(int[] values, IntOrder order) {
    for (int i = 1; i < values.length; i++) {
      if (order.compare(values[i - 1], values[i]) > 0) {
        return false;
      }
    }
    return true;
  }

  /// Sorts `target[from, to)`; `source` holds the same values there.
  private static void sort(int[] target, int[] source, int from, int to, IntOrder order) {
    if (to - from <= INSERTION_LIMIT) {
      insertionSort(target, from, to, order);
      return;
    }
    int middle = (from + to) >>> 1;
    sort(source, target, from, middle, order);
    sort(source, target, middle, to, order);
    int left = from;
    int right = middle;
    for (int at = from; at < to; at++) {
      boolean takeLeft = right == to || (left < middle && order.compare(source[left], source[right]) <= 0);
      target[at] = takeLeft ? source[left++] : source[right++];
    }
  }

  private static void insertionSort(int[] values, int from, int to, IntOrder order) {
    for (int i = from + 1; i < to; i++) {
      int value = values[i];
      int at = i;
      while (at > from && order.compare(values[at - 1], value) > 0) {
        values[at] = values[at - 1];
        at--;
      }
      values[at] = value;
    }
  }
}
