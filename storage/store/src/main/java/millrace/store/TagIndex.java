package millrace.store;

import java.util.Arrays;

/// Where series with a value of one tag are: ordinals in the order of their values' hashes, eight bytes a series. Built
/// when a query first asks for a value of the tag; series that came later are looked through one by one until they are
/// worth another merge.
///
/// Threads: guarded by the registry.
final class TagIndex {
  private static final int UNSORTED = 4096;

  /// Hash of the value in the high half, ordinal in the low, ascending; the first `indexed` ordinals have one each if
  /// they have the tag.
  private long[] entries = new long[0];

  private int indexed;

  /// Tells hashes of values.
  @FunctionalInterface
  interface Hashes {
    /// The hash of a series' value, or `ABSENT`.
    long of(int ordinal);
  }

  static final long ABSENT = -1;

  /// Ordinals whose value has a hash: some of them may have another value of that hash.
  int[] find(int hash, int count, Hashes hashes) {
    if (count - indexed > Math.max(UNSORTED, indexed / 8)) {
      add(count, hashes);
    }
    int from = firstNotBefore(prefix(hash));
    int to = from;
    while (to < entries.length && entries[to] >>> 32 == prefix(hash) >>> 32) {
      to++;
    }
    int[] found = new int[to - from + count - indexed];
    int size = 0;
    for (int i = from; i < to; i++) {
      found[size++] = (int) entries[i];
    }
    for (int ordinal = indexed; ordinal < count; ordinal++) {
      if (hashes.of(ordinal) == (hash & 0xFFFF_FFFFL)) {
        found[size++] = ordinal;
      }
    }
    return Arrays.copyOf(found, size);
  }

  long sizeBytes() {
    return 8L * entries.length;
  }

  private void add(int count, Hashes hashes) {
    long[] all = Arrays.copyOf(entries, entries.length + count - indexed);
    int size = entries.length;
    for (int ordinal = indexed; ordinal < count; ordinal++) {
      long hash = hashes.of(ordinal);
      if (hash != ABSENT) {
        all[size++] = hash << 32 | ordinal;
      }
    }
    entries = size == all.length ? all : Arrays.copyOf(all, size);
    // Signed order of the words, so that one search finds a hash; ordinals are never negative.
    Arrays.sort(entries);
    indexed = count;
  }

  private static long prefix(int hash) {
    return (long) hash << 32;
  }

  private int firstNotBefore(long wanted) {
    int at = Arrays.binarySearch(entries, wanted);
    return at >= 0 ? at : -at - 1;
  }
}
