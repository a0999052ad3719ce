package millrace.store;

import java.util.Arrays;

/// Growing arrays in pieces, so that growth never copies much and small logs stay small. Slots never written read as
/// zero or `null`.
///
/// Threads: guarded by the owner.
final class Chunks {
  private static final int BITS = 12;
  private static final int SIZE = 1 << BITS;
  private static final int MASK = SIZE - 1;
  private static final int FIRST_SIZE = 16;

  private Chunks() {}

  /// How long a chunk must be to have a slot: the first grows by doubling, later ones are whole from the start.
  private static int lengthFor(int chunk, int slot) {
    return chunk > 0 ? SIZE : Math.max(FIRST_SIZE, Math.min(SIZE, Integer.highestOneBit(slot) << 1));
  }

  static final class Longs {
    private long[][] chunks = new long[1][];

    long get(int index) {
      return chunks[index >>> BITS][index & MASK];
    }

    void set(int index, long value) {
      int chunk = index >>> BITS;
      if (chunk >= chunks.length || chunks[chunk] == null || (index & MASK) >= chunks[chunk].length) {
        grow(chunk, index & MASK);
      }
      chunks[chunk][index & MASK] = value;
    }

    /// Sets slots from `index` on to `values[from, from + count)`.
    void setAll(int index, long[] values, int from, int count) {
      for (int done = 0; done < count; ) {
        int slot = index + done & MASK;
        int size = Math.min(count - done, SIZE - slot);
        System.arraycopy(values, from + done, room(index + done, size), slot, size);
        done += size;
      }
    }

    /// Sets slots from `index` on to the raw bits of `values[from, from + count)`.
    void setAll(int index, double[] values, int from, int count) {
      for (int done = 0; done < count; ) {
        int slot = index + done & MASK;
        int size = Math.min(count - done, SIZE - slot);
        long[] target = room(index + done, size);
        for (int i = 0; i < size; i++) {
          target[slot + i] = Double.doubleToRawLongBits(values[from + done + i]);
        }
        done += size;
      }
    }

    /// The chunk of a slot, with room for `size` slots from there on.
    private long[] room(int index, int size) {
      int chunk = index >>> BITS;
      int last = (index & MASK) + size - 1;
      if (chunk >= chunks.length || chunks[chunk] == null || last >= chunks[chunk].length) {
        grow(chunk, last);
      }
      return chunks[chunk];
    }

    private void grow(int chunk, int slot) {
      if (chunk >= chunks.length) {
        chunks = Arrays.copyOf(chunks, Math.max(chunk + 1, 2 * chunks.length));
      }
      int length = lengthFor(chunk, slot);
      chunks[chunk] = chunks[chunk] == null ? new long[length] : Arrays.copyOf(chunks[chunk], length);
    }
  }

  static final class Ints {
    private int[][] chunks = new int[1][];

    /// The value at an index, zero where none was set.
    int get(int index) {
      int chunk = index >>> BITS;
      if (chunk >= chunks.length || chunks[chunk] == null || (index & MASK) >= chunks[chunk].length) {
        return 0;
      }
      return chunks[chunk][index & MASK];
    }

    void set(int index, int value) {
      int chunk = index >>> BITS;
      if (chunk >= chunks.length || chunks[chunk] == null || (index & MASK) >= chunks[chunk].length) {
        grow(chunk, index & MASK);
      }
      chunks[chunk][index & MASK] = value;
    }

    private void grow(int chunk, int slot) {
      if (chunk >= chunks.length) {
        chunks = Arrays.copyOf(chunks, Math.max(chunk + 1, 2 * chunks.length));
      }
      int length = lengthFor(chunk, slot);
      chunks[chunk] = chunks[chunk] == null ? new int[length] : Arrays.copyOf(chunks[chunk], length);
    }
  }

  static final class Strings {
    private String[][] chunks = new String[1][];

    String get(int index) {
      return chunks[index >>> BITS][index & MASK];
    }

    void set(int index, String value) {
      int chunk = index >>> BITS;
      if (chunk >= chunks.length || chunks[chunk] == null || (index & MASK) >= chunks[chunk].length) {
        grow(chunk, index & MASK);
      }
      chunks[chunk][index & MASK] = value;
    }

    private void grow(int chunk, int slot) {
      if (chunk >= chunks.length) {
        chunks = Arrays.copyOf(chunks, Math.max(chunk + 1, 2 * chunks.length));
      }
      int length = lengthFor(chunk, slot);
      chunks[chunk] = chunks[chunk] == null ? new String[length] : Arrays.copyOf(chunks[chunk], length);
    }
  }
}
