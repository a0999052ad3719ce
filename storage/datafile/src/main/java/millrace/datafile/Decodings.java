package millrace.datafile;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The reading half of the Parquet encodings in use, straight into primitive arrays. Input arrays have [#SLACK] bytes
/// past their end, so that whole words can be loaded near it.
///
/// Damaged input ends in an [IndexOutOfBoundsException] or a [CorruptPage]; it cannot read or write elsewhere.
final class Decodings {
  static final int SLACK = 16;

  private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private Decodings() {}

  static long longAt(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  static int intAt(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  /// RLE/bit-packing hybrid, `count` values of `width` bits from `from` on.
  static void hybrid(byte[] bytes, int from, int to, int width, int count, int[] out) {
    if (width > 32) {
      throw new CorruptPage("bit width " + width);
    }
    int at = from;
    int done = 0;
    while (done < count) {
      int header = 0;
      int shift = 0;
      int b;
      do {
        b = bytes[at++];
        header |= (b & 0x7F) << shift;
        shift += 7;
      } while (b < 0 && shift < 35);
      if (header <= 1 || at > to) {
        throw new CorruptPage("run of no values");
      }
      if ((header & 1) == 0) {
        int run = Math.min(header >>> 1, count - done);
        int value = 0;
        for (int bits = 0; bits < width; bits += 8) {
          value |= (bytes[at++] & 0xFF) << bits;
        }
        Arrays.fill(out, done, done + run, value);
        done += run;
      } else {
        int groups = header >>> 1;
        int run = (int) Math.min(8L * groups, count - done);
        if ((long) at + ((long) run * width + 7) / 8 > to) {
          throw new CorruptPage("packed run past the end");
        }
        unpack(bytes, at, width, run, out, done);
        at += groups * width;
        done += run;
      }
    }
  }

  /// Whether the levels in `bytes[0, to)` are one run of ones over all rows, as a column without gaps has.
  static boolean isOnes(byte[] bytes, int to, int rows) {
    VarintReader in = new VarintReader(bytes, 0, to);
    return to > 1 && in.varint() == (long) rows << 1 && in.remaining() == 1 && in.unsignedByte() == 1;
  }

  /// Unpacks `count` values of `width` bits, lowest bit first.
  static void unpack(byte[] bytes, int from, int width, int count, int[] out, int outFrom) {
    if (width == 0) {
      Arrays.fill(out, outFrom, outFrom + count, 0);
    } else if (width <= 8) {
      unpackNarrow(bytes, from, width, count, out, outFrom);
    } else if (width <= 14) {
      unpackMedium(bytes, from, width, count, out, outFrom);
    } else {
      unpackAny(bytes, from, width, count, out, outFrom);
    }
  }

  /// Eight values of at most eight bits lie within one word.
  private static void unpackNarrow(byte[] bytes, int from, int width, int count, int[] out, int outFrom) {
    long mask = (1L << width) - 1;
    int at = from;
    int i = outFrom;
    int end = outFrom + count;
    for (; i + 8 <= end; i += 8) {
      long word = (long) LONG.get(bytes, at);
      out[i] = (int) (word & mask);
      out[i + 1] = (int) ((word >>> width) & mask);
      out[i + 2] = (int) ((word >>> 2 * width) & mask);
      out[i + 3] = (int) ((word >>> 3 * width) & mask);
      out[i + 4] = (int) ((word >>> 4 * width) & mask);
      out[i + 5] = (int) ((word >>> 5 * width) & mask);
      out[i + 6] = (int) ((word >>> 6 * width) & mask);
      out[i + 7] = (int) ((word >>> 7 * width) & mask);
      at += width;
    }
    unpackAny(bytes, at, width, end - i, out, i);
  }

  /// Four values of at most fourteen bits lie within one word, wherever in a byte it starts.
  private static void unpackMedium(byte[] bytes, int from, int width, int count, int[] out, int outFrom) {
    long mask = (1L << width) - 1;
    int half = 4 * width >>> 3;
    int shift = 4 * width & 7;
    int at = from;
    int i = outFrom;
    int end = outFrom + count;
    for (; i + 8 <= end; i += 8) {
      long low = (long) LONG.get(bytes, at);
      long high = (long) LONG.get(bytes, at + half) >>> shift;
      out[i] = (int) (low & mask);
      out[i + 1] = (int) ((low >>> width) & mask);
      out[i + 2] = (int) ((low >>> 2 * width) & mask);
      out[i + 3] = (int) ((low >>> 3 * width) & mask);
      out[i + 4] = (int) (high & mask);
      out[i + 5] = (int) ((high >>> width) & mask);
      out[i + 6] = (int) ((high >>> 2 * width) & mask);
      out[i + 7] = (int) ((high >>> 3 * width) & mask);
      at += width;
    }
    unpackAny(bytes, at, width, end - i, out, i);
  }

  private static void unpackAny(byte[] bytes, int from, int width, int count, int[] out, int outFrom) {
    long mask = (1L << width) - 1;
    long bit = 8L * from;
    for (int i = outFrom; i < outFrom + count; i++) {
      out[i] = (int) (((long) LONG.get(bytes, (int) (bit >>> 3)) >>> (bit & 7)) & mask);
      bit += width;
    }
  }

  /// DELTA_BINARY_PACKED; the header must say `count`.
  static void delta(byte[] bytes, int from, int to, int count, long[] out) {
    VarintReader in = new VarintReader(bytes, from, to);
    long block = in.varint();
    long miniblocks = in.varint();
    if (in.varint() != count || miniblocks <= 0 || miniblocks > 64 || block <= 0 || block > 1 << 16
        || block % (32 * miniblocks) != 0) {
      throw new CorruptPage("delta header");
    }
    long value = in.signed();
    if (count > 0) {
      out[0] = value;
    }
    int perMini = (int) (block / miniblocks);
    int done = 1;
    while (done < count) {
      long least = in.signed();
      int widths = in.position();
      in.skip((int) miniblocks);
      for (int mini = 0; mini < miniblocks && done < count; mini++) {
        int width = bytes[widths + mini] & 0xFF;
        int at = in.position();
        in.skip(perMini * width / 8);
        int run = Math.min(perMini, count - done);
        value = deltaRun(bytes, at, width, run, least, value, out, done);
        done += run;
      }
    }
  }

  private static long deltaRun(
      byte[] bytes, int from, int width, int count, long least, long before, long[] out, int outFrom) {
    long value = before;
    if (width == 0) {
      for (int i = outFrom; i < outFrom + count; i++) {
        value += least;
        out[i] = value;
      }
    } else if (width <= 56) {
      long mask = (1L << width) - 1;
      int bit = 0;
      for (int i = outFrom; i < outFrom + count; i++) {
        value += least + (((long) LONG.get(bytes, from + (bit >>> 3)) >>> (bit & 7)) & mask);
        out[i] = value;
        bit += width;
      }
    } else if (width <= 64) {
      long mask = width == 64 ? -1L : (1L << width) - 1;
      int bit = 0;
      for (int i = outFrom; i < outFrom + count; i++) {
        int at = from + (bit >>> 3);
        int shift = bit & 7;
        long word = (long) LONG.get(bytes, at) >>> shift;
        if (shift > 0) {
          word |= (bytes[at + 8] & 0xFFL) << (64 - shift);
        }
        value += least + (word & mask);
        out[i] = value;
        bit += width;
      }
    } else {
      throw new CorruptPage("delta width " + width);
    }
    return value;
  }

  /// BYTE_STREAM_SPLIT of 64-bit values, eight at a time by transposing an 8 x 8 block of bytes.
  static void streamSplit(byte[] bytes, int from, int count, long[] out) {
    int i = 0;
    for (; i + 8 <= count; i += 8) {
      transpose(bytes, from + i, count, out, i);
    }
    for (; i < count; i++) {
      long value = 0;
      for (int k = 0; k < 8; k++) {
        value |= (bytes[from + k * count + i] & 0xFFL) << (8 * k);
      }
      out[i] = value;
    }
  }

  private static void transpose(byte[] b, int from, int stride, long[] out, int i) {
    final long m1 = 0x00FF00FF00FF00FFL;
    final long m2 = 0x0000FFFF0000FFFFL;
    final long m4 = 0x00000000FFFFFFFFL;
    long r0 = (long) LONG.get(b, from);
    long r1 = (long) LONG.get(b, from + stride);
    long r2 = (long) LONG.get(b, from + 2 * stride);
    long r3 = (long) LONG.get(b, from + 3 * stride);
    long r4 = (long) LONG.get(b, from + 4 * stride);
    long r5 = (long) LONG.get(b, from + 5 * stride);
    long r6 = (long) LONG.get(b, from + 6 * stride);
    long r7 = (long) LONG.get(b, from + 7 * stride);
    long a0 = (r0 & m1) | ((r1 & m1) << 8);
    long a1 = ((r0 >>> 8) & m1) | (r1 & ~m1);
    long a2 = (r2 & m1) | ((r3 & m1) << 8);
    long a3 = ((r2 >>> 8) & m1) | (r3 & ~m1);
    long a4 = (r4 & m1) | ((r5 & m1) << 8);
    long a5 = ((r4 >>> 8) & m1) | (r5 & ~m1);
    long a6 = (r6 & m1) | ((r7 & m1) << 8);
    long a7 = ((r6 >>> 8) & m1) | (r7 & ~m1);
    long c0 = (a0 & m2) | ((a2 & m2) << 16);
    long c2 = ((a0 >>> 16) & m2) | (a2 & ~m2);
    long c1 = (a1 & m2) | ((a3 & m2) << 16);
    long c3 = ((a1 >>> 16) & m2) | (a3 & ~m2);
    long c4 = (a4 & m2) | ((a6 & m2) << 16);
    long c6 = ((a4 >>> 16) & m2) | (a6 & ~m2);
    long c5 = (a5 & m2) | ((a7 & m2) << 16);
    long c7 = ((a5 >>> 16) & m2) | (a7 & ~m2);
    out[i] = (c0 & m4) | (c4 << 32);
    out[i + 1] = (c1 & m4) | (c5 << 32);
    out[i + 2] = (c2 & m4) | (c6 << 32);
    out[i + 3] = (c3 & m4) | (c7 << 32);
    out[i + 4] = (c0 >>> 32) | (c4 & ~m4);
    out[i + 5] = (c1 >>> 32) | (c5 & ~m4);
    out[i + 6] = (c2 >>> 32) | (c6 & ~m4);
    out[i + 7] = (c3 >>> 32) | (c7 & ~m4);
  }

  static void plain(byte[] bytes, int from, int count, long[] out) {
    for (int i = 0; i < count; i++) {
      out[i] = (long) LONG.get(bytes, from + 8 * i);
    }
  }
}
