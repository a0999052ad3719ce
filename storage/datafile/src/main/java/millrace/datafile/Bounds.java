package millrace.datafile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// The least and greatest value of a page or chunk, in the order Parquet gives the type. Unusable, and then left out of
/// the file, once a NaN or a long string has been seen.
final class Bounds {
  private static final int LONGEST_TEXT = 64;

  enum Order {
    FLOAT,
    SIGNED,
    UNSIGNED,
    BOOLEAN,
    TEXT
  }

  private final Order order;
  private boolean isEmpty = true;
  private boolean isUsable = true;
  private long least;
  private long greatest;
  private byte[] leastText = {};
  private byte[] greatestText = {};

  Bounds(Order order) {
    this.order = order;
  }

  boolean isEmpty() {
    return isEmpty;
  }

  void include(long bits) {
    if (order == Order.FLOAT && Double.isNaN(Double.longBitsToDouble(bits))) {
      isUsable = false;
    }
    if (isEmpty || compare(bits, least) < 0) {
      least = bits;
    }
    if (isEmpty || compare(bits, greatest) > 0) {
      greatest = bits;
    }
    isEmpty = false;
  }

  /// The first `count` values, which are no text.
  void include(long[] values, int count) {
    switch (order) {
      case FLOAT -> includeFloats(values, count);
      case SIGNED, BOOLEAN -> includeIntegers(values, count, 0);
      case UNSIGNED -> includeIntegers(values, count, Long.MIN_VALUE);
      case TEXT -> throw new IllegalStateException("text is not 64 bits");
    }
  }

  /// @param flip added to compare unsigned values as signed ones
  private void includeIntegers(long[] values, int count, long flip) {
    long low = Long.MAX_VALUE;
    long high = Long.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      low = Math.min(low, values[i] + flip);
      high = Math.max(high, values[i] + flip);
    }
    if (count > 0) {
      include(low - flip);
      include(high - flip);
    }
  }

  /// NaNs stand at the ends, so that one of these makes the bounds unusable.
  private void includeFloats(long[] values, int count) {
    long low = Long.MAX_VALUE;
    long high = Long.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      long place = FloatOrder.place(values[i]);
      low = Math.min(low, place);
      high = Math.max(high, place);
    }
    if (count > 0) {
      include(FloatOrder.bits(low));
      include(FloatOrder.bits(high));
    }
  }

  void include(String text) {
    if (text.length() > LONGEST_TEXT) {
      isUsable = false;
      isEmpty = false;
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (isEmpty || Arrays.compareUnsigned(bytes, leastText) < 0) {
      leastText = bytes;
    }
    if (isEmpty || Arrays.compareUnsigned(bytes, greatestText) > 0) {
      greatestText = bytes;
    }
    isEmpty = false;
  }

  void include(Bounds other) {
    if (other.isEmpty) {
      return;
    }
    isUsable &= other.isUsable;
    if (isEmpty || isBefore(other.least, other.leastText, least, leastText)) {
      least = other.least;
      leastText = other.leastText;
    }
    if (isEmpty || isBefore(greatest, greatestText, other.greatest, other.greatestText)) {
      greatest = other.greatest;
      greatestText = other.greatestText;
    }
    isEmpty = false;
  }

  Optional<byte[]> least() {
    return isEmpty || !isUsable ? Optional.empty() : Optional.of(encode(least, leastText, -0.0));
  }

  Optional<byte[]> greatest() {
    return isEmpty || !isUsable ? Optional.empty() : Optional.of(encode(greatest, greatestText, 0.0));
  }

  private boolean isBefore(long a, byte[] aText, long b, byte[] bText) {
    return order == Order.TEXT ? Arrays.compareUnsigned(aText, bText) < 0 : compare(a, b) < 0;
  }

  private int compare(long a, long b) {
    return switch (order) {
      case FLOAT -> Double.compare(Double.longBitsToDouble(a), Double.longBitsToDouble(b));
      case SIGNED, BOOLEAN -> Long.compare(a, b);
      case UNSIGNED -> Long.compareUnsigned(a, b);
      case TEXT -> throw new IllegalStateException("text is not 64 bits");
    };
  }

  /// @param zero which zero to write for a float zero: Parquet wants the one that bounds both
  private byte[] encode(long bits, byte[] text, double zero) {
    return switch (order) {
      case FLOAT -> {
        double value = Double.longBitsToDouble(bits);
        yield littleEndian(Double.doubleToRawLongBits(value == 0 ? zero : value));
      }
      case SIGNED, UNSIGNED -> littleEndian(bits);
      case BOOLEAN -> new byte[] {(byte) bits};
      case TEXT -> text;
    };
  }

  private static byte[] littleEndian(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }
}
