package millrace.endtoend;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Turns well-formed bytes into ones that are nearly so: cut, flipped, repeated, spliced with others, or nested deeply.
final class Damage {
  private static final List<String> BITS = List.of(
      "\"", "'", "\\", ",", "=", " ", "\n", "\r\n", "\0", "\t", "{", "[", "(", ")", "]", "}", ";", "--", "/*", "*/", "$", "%", "%00",
      "+", "-", "&", "null", "true", "1e400", "-1", "0", "18446744073709551616", "9223372036854775807", "NaN", "é", "\uD83D\uDE00",
      "\uFEFF", "time", "_internal", "::", "..", "/", "GROUP BY", "SELECT", "WHERE", "FROM", "i", "u", "INTERVAL", "'1 month'");

  private final Random random;
  private final List<byte[]> others;

  /// @param others what pieces are taken from
  Damage(Random random, List<byte[]> others) {
    this.random = random;
    this.others = others;
  }

  /// One to four damages of the bytes.
  byte[] of(byte[] whole) {
    byte[] bytes = whole.clone();
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      bytes = damaged(bytes);
    }
    return bytes;
  }

  private byte[] damaged(byte[] bytes) {
    int at = random.nextInt(bytes.length + 1);
    int end = at + random.nextInt(Math.min(32, bytes.length - at + 1));
    return switch (random.nextInt(9)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> joined(bytes, at, new byte[0], end);
      case 2 -> joined(bytes, at, repeated(Arrays.copyOfRange(bytes, at, end), 1 + random.nextInt(64)), end);
      case 3 -> joined(bytes, at, repeated(bit(), 1 + random.nextInt(200)), at);
      case 4, 5 -> joined(bytes, at, bit(), end);
      case 6 -> spliced(bytes, at);
      default -> flipped(bytes);
    };
  }

  private byte[] bit() {
    return BITS.get(random.nextInt(BITS.size())).getBytes(StandardCharsets.UTF_8);
  }

  private byte[] spliced(byte[] bytes, int at) {
    byte[] other = others.get(random.nextInt(others.size()));
    int from = random.nextInt(other.length + 1);
    return joined(bytes, at, Arrays.copyOfRange(other, from, other.length), bytes.length);
  }

  private byte[] flipped(byte[] bytes) {
    byte[] flipped = bytes.clone();
    for (int i = 0; i <= random.nextInt(4) && flipped.length > 0; i++) {
      int at = random.nextInt(flipped.length);
      flipped[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) (flipped[at] ^ 1 << random.nextInt(8));
    }
    return flipped;
  }

  private static byte[] repeated(byte[] piece, int times) {
    byte[] all = new byte[piece.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(piece, 0, all, i * piece.length, piece.length);
    }
    return all;
  }

  private static byte[] joined(byte[] bytes, int upTo, byte[] between, int from) {
    byte[] all = new byte[upTo + between.length + bytes.length - from];
    System.arraycopy(bytes, 0, all, 0, upTo);
    System.arraycopy(between, 0, all, upTo, between.length);
    System.arraycopy(bytes, from, all, upTo + between.length, bytes.length - from);
    return all;
  }
}
