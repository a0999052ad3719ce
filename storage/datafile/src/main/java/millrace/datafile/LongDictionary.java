package millrace.datafile;

/// Distinct 64-bit values in order of appearance, up to a limit. As small as it can be: every value of a column is looked
/// up, and what does not stay in the cache near the core makes that the dearest step of writing one.
final class LongDictionary {
  static final int LIMIT = 16_384;
  private static final int SLOT_BITS = 15;
  private static final int SLOTS = 1 << SLOT_BITS;

  private final long[] values = new long[LIMIT];

  /// Index plus one; zero is free.
  private final char[] slots = new char[SLOTS];
  private int size;

  /// The value's index, or -1 when it would be one too many.
  int add(long value) {
    int slot = (int) ((value * 0x9E3779B97F4A7C15L) >>> (Long.SIZE - SLOT_BITS));
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
    slots[slot] = (char) ++size;
    return size - 1;
  }

  int size() {
    return size;
  }

  long[] values() {
    return values;
  }
}
