package millrace.store;

import java.util.Arrays;
import java.util.BitSet;

/// The series of one open file, by their numbers in the table and back. A file that has most of the table's series keeps
/// its number per ordinal, one that has few keeps pairs in order.
final class FileSeries {
  /// File number plus one per ordinal, zero for none; empty for a sparse one.
  private final int[] byOrdinal;

  /// Ordinal in the high half, file number in the low, ascending; empty for a dense one.
  private final long[] pairs;

  private final int count;

  private FileSeries(int[] byOrdinal, long[] pairs, int count) {
    this.byOrdinal = byOrdinal;
    this.pairs = pairs;
    this.count = count;
  }

  /// @param ordinals per series of the file
  static FileSeries of(int[] ordinals) {
    int most = -1;
    for (int ordinal : ordinals) {
      most = Math.max(most, ordinal);
    }
    if (most < 2L * ordinals.length) {
      int[] byOrdinal = new int[most + 1];
      for (int i = 0; i < ordinals.length; i++) {
        byOrdinal[ordinals[i]] = i + 1;
      }
      return new FileSeries(byOrdinal, new long[0], ordinals.length);
    }
    long[] pairs = new long[ordinals.length];
    for (int i = 0; i < ordinals.length; i++) {
      pairs[i] = (long) ordinals[i] << 32 | i;
    }
    Arrays.sort(pairs);
    return new FileSeries(new int[0], pairs, ordinals.length);
  }

  int count() {
    return count;
  }

  /// The file's number of a series, or -1.
  int number(int ordinal) {
    if (pairs.length == 0) {
      return ordinal < byOrdinal.length ? byOrdinal[ordinal] - 1 : -1;
    }
    int at = Arrays.binarySearch(pairs, (long) ordinal << 32);
    if (at < 0) {
      at = -at - 1;
    }
    return at < pairs.length && pairs[at] >>> 32 == ordinal ? (int) pairs[at] : -1;
  }

  void collect(BitSet into) {
    for (int ordinal = 0; ordinal < byOrdinal.length; ordinal++) {
      if (byOrdinal[ordinal] != 0) {
        into.set(ordinal);
      }
    }
    for (long pair : pairs) {
      into.set((int) (pair >>> 32));
    }
  }

  long sizeBytes() {
    return 4L * byOrdinal.length + 8L * pairs.length;
  }
}
