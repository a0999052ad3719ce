package millrace.flight.arrow;

import java.util.Arrays;

/// Truth values, one bit each.
final class BooleanColumn extends Column {
  private byte[] bits = new byte[16];

  /// Adds the cells from `from` up to `to`.
  ///
  /// @param missing true for each cell that is null, or `null` when none is
  void appendAll(boolean[] cells, boolean[] missing, int from, int to) {
    for (int i = from; i < to; i++) {
      boolean isPresent = missing == null || !missing[i];
      store(isPresent && cells[i]);
      mark(isPresent);
    }
  }

  @Override
  void put(Object value) {
    store((Boolean) value);
  }

  @Override
  void putNothing() {
    store(false);
  }

  private void store(boolean value) {
    int row = rows();
    if (row >> 3 >= bits.length) {
      bits = Arrays.copyOf(bits, 2 * bits.length);
    }
    if (value) {
      bits[row >> 3] |= (byte) (1 << (row & 7));
    }
  }

  @Override
  int valueBytes() {
    return (rows() + 7) / 8;
  }

  @Override
  void clear() {
    Arrays.fill(bits, 0, valueBytes(), (byte) 0);
    super.clear();
  }

  @Override
  void writeValues(Body body) {
    body.buffer(bits, valueBytes());
  }
}
