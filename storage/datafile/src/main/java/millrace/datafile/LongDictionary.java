package millrace.datafile;

/// Distinct 64-bit values in order of appearance, up to a limit.
final class LongDictionary {
  static final int LIMIT = 16_384;
  private static final int SLOTS = 4 * LIMIT;

  private final long[] values = new long[LIMIT];

  /// Index plus one; zero is free.
  private final int[] slots = new int[SLOTS];
  private int size;

  /// The value's index, or -1 when it would be one too many.
  int add(long value) {
    int slot = (int) ((value * 0x9E3779B97F4A7C15L) >>> 48);
    while (slots[slot] != 0) {
      if (values[slots[slot] - 1] == value) {
        return slots[slot] - 1;
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
    if (size == LIMIT) {
      return -1;
    }
    values[size] = value;
    slots[slot] = ++size;
    return size - 1;
  }

  int size() {
    return size;
  }

  long[] values() {
    return values;
  }
}
