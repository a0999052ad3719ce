package millrace.ingest;

import java.util.Arrays;

/// Finds a key by its bytes. Open addressing, grown by doubling.
final class KeyTable {
  private static final int FIRST_SLOTS = 1 << 10;
  private static final long SEED = 0x517CC1B727220A95L;
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private KeySpelling[] slots = new KeySpelling[FIRST_SLOTS];
  private int count;
  private long sizeBytes;

  /// A rough count of the heap held.
  long sizeBytes() {
    return sizeBytes;
  }

  KeySpelling find(byte[] bytes, int start, int end, long hash) {
    int mask = slots.length - 1;
    for (int i = (int) hash & mask; slots[i] != null; i = (i + 1) & mask) {
      KeySpelling candidate = slots[i];
      if (candidate.hash == hash && Arrays.equals(candidate.bytes, 0, candidate.bytes.length, bytes, start, end)) {
        return candidate;
      }
    }
    return null;
  }

  void add(KeySpelling spelling) {
    if (2 * count >= slots.length) {
      grow();
    }
    place(slots, spelling);
    count++;
    sizeBytes += 200 + 4L * spelling.bytes.length;
  }

  /// The hash of the bytes, eight at a time.
  static long hash(byte[] bytes, int start, int end) {
    long hash = SEED;
    int at = start;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = mix(hash, Swar.word(bytes, at));
    }
    if (at < end) {
      hash = mix(hash, Swar.word(bytes, at) & (1L << (Byte.SIZE * (end - at))) - 1);
    }
    hash = (hash ^ (end - start)) * FACTOR;
    return hash ^ hash >>> 32;
  }

  private static long mix(long hash, long word) {
    long mixed = (hash ^ word) * FACTOR;
    return mixed ^ mixed >>> 29;
  }

  private void grow() {
    KeySpelling[] grown = new KeySpelling[2 * slots.length];
    for (KeySpelling spelling : slots) {
      if (spelling != null) {
        place(grown, spelling);
      }
    }
    slots = grown;
  }

  private static void place(KeySpelling[] slots, KeySpelling spelling) {
    int mask = slots.length - 1;
    int i = (int) spelling.hash & mask;
    while (slots[i] != null) {
      i = (i + 1) & mask;
    }
    slots[i] = spelling;
  }
}
