package millrace.datafile;

/// The writing half of the Parquet encodings in use, over plain arrays.
/// Source: the Parquet format's Encodings.md.
final class Encodings {
  private static final int BLOCK = 128;
  private static final int MINIBLOCKS = 4;
  private static final int MINIBLOCK = BLOCK / MINIBLOCKS;

  /// Repeats from this length on are worth a run of their own.
  private static final int MIN_REPEAT = 16;

  private Encodings() {}

  /// Bits to hold values from 0 to `max`.
  static int width(int max) {
    return 32 - Integer.numberOfLeadingZeros(max);
  }

  /// RLE/bit-packing hybrid without length or width in front.
  static void hybrid(ByteSink out, int[] values, int count, int width) {
    int at = 0;
    while (at < count) {
      int repeat = repeat(values, at, count, Integer.MAX_VALUE);
      if (repeat >= MIN_REPEAT || at + repeat == count) {
        out.putVarint((long) repeat << 1);
        for (int shift = 0; shift < width; shift += 8) {
          out.put(values[at] >>> shift);
        }
        at += repeat;
      } else {
        int end = at + 8;
        while (end < count && repeat(values, end, count, MIN_REPEAT) < MIN_REPEAT) {
          end += 8;
        }
        packed(out, values, at, Math.min(end, count), width);
        at = Math.min(end, count);
      }
    }
  }

  private static void packed(ByteSink out, int[] values, int from, int to, int width) {
    int groups = (to - from + 7) / 8;
    out.putVarint((long) groups << 1 | 1);
    int end = out.size() + groups * width;
    out.putPacked(values, from, to - from, width);
    while (out.size() < end) {
      out.put(0);
    }
  }

  private static int repeat(int[] values, int from, int to, int limit) {
    int end = (int) Math.min(to, (long) from + limit);
    int at = from + 1;
    while (at < end && values[at] == values[from]) {
      at++;
    }
    return at - from;
  }

  /// DELTA_BINARY_PACKED with blocks of 128 in four miniblocks.
  static void delta(ByteSink out, long[] values, int count) {
    out.putVarint(BLOCK);
    out.putVarint(MINIBLOCKS);
    out.putVarint(count);
    out.putSigned(count == 0 ? 0 : values[0]);
    long[] deltas = new long[BLOCK];
    for (int first = 1; first < count; first += BLOCK) {
      int inBlock = Math.min(BLOCK, count - first);
      long least = Long.MAX_VALUE;
      for (int i = 0; i < inBlock; i++) {
        deltas[i] = values[first + i] - values[first + i - 1];
        least = Math.min(least, deltas[i]);
      }
      out.putSigned(least);
      deltaBlock(out, deltas, inBlock, least);
    }
  }

  private static void deltaBlock(ByteSink out, long[] deltas, int inBlock, long least) {
    int[] widths = new int[MINIBLOCKS];
    for (int mini = 0; mini < MINIBLOCKS; mini++) {
      long all = 0;
      for (int i = mini * MINIBLOCK; i < (mini + 1) * MINIBLOCK; i++) {
        deltas[i] = i < inBlock ? deltas[i] - least : 0;
        all |= deltas[i];
      }
      widths[mini] = 64 - Long.numberOfLeadingZeros(all);
      out.put(widths[mini]);
    }
    for (int mini = 0; mini * MINIBLOCK < inBlock; mini++) {
      out.putPacked(deltas, mini * MINIBLOCK, MINIBLOCK, widths[mini]);
    }
  }

  /// BYTE_STREAM_SPLIT of 64-bit values: all first bytes, then all second bytes, and so on.
  static void streamSplit(ByteSink out, long[] values, int count) {
    out.putStreams(values, count);
  }

  static void plain(ByteSink out, long[] values, int count) {
    out.reserve(8 * count);
    for (int i = 0; i < count; i++) {
      out.putLong(values[i]);
    }
  }
}
