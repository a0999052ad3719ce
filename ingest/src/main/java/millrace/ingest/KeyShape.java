package millrace.ingest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import millrace.columns.SeriesKey;

/// What keys of one table with the same tags have in common: all but the values. A further key of a known shape, whose
/// values are plain words, has its series' canonical bytes as it stands, and need not be taken apart: a collector of a
/// million series brings nothing but such keys.
final class KeyShape {
  private static final boolean[] IS_PLAIN = new boolean[128];

  static {
    for (char plain : "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:/".toCharArray()) {
      IS_PLAIN[plain] = true;
    }
  }

  final TableBuilder table;
  final List<String> tags;

  /// What stands before each value: the table and the first tag's name, then the other names.
  private final List<byte[]> parts;
  private final int keyAt;

  private KeyShape(TableBuilder table, List<String> tags, List<byte[]> parts, int keyAt) {
    this.table = table;
    this.tags = tags;
    this.parts = parts;
    this.keyAt = keyAt;
  }

  /// The shape of a key that was taken apart; empty for one without tags, or not written as its series' key is.
  static Optional<KeyShape> of(byte[] spelled, TableBuilder table, List<String> tags, SeriesKey series) {
    byte[] canonical = series.bytes();
    int keyAt = spelled.length - canonical.length;
    boolean isCanonical = canonical.length > 0 && keyAt > 1 && spelled[keyAt - 1] == ','
        && Arrays.equals(spelled, keyAt, spelled.length, canonical, 0, canonical.length);
    String text = new String(canonical, StandardCharsets.ISO_8859_1);
    if (!isCanonical || text.indexOf('\\') >= 0) {
      return Optional.empty();
    }
    List<byte[]> parts = new ArrayList<>();
    int from = 0;
    for (int equals = text.indexOf('='); equals >= 0; equals = text.indexOf('=', equals + 1)) {
      int partFrom = parts.isEmpty() ? 0 : keyAt + from;
      parts.add(Arrays.copyOfRange(spelled, partFrom, keyAt + equals + 1));
      from = text.indexOf(',', equals);
    }
    return Optional.of(new KeyShape(table, List.copyOf(tags), parts, keyAt));
  }

  /// The series of a key of this shape; empty for another, or one with a value that is no plain word.
  Optional<SeriesKey> series(byte[] bytes, int start, int stop) {
    int at = start;
    for (byte[] part : parts) {
      int value = at + part.length;
      if (value >= stop || !Arrays.equals(part, 0, part.length, bytes, at, value)) {
        return Optional.empty();
      }
      at = value;
      while (at < stop && bytes[at] >= 0 && IS_PLAIN[bytes[at]]) {
        at++;
      }
      if (at == value) {
        return Optional.empty();
      }
    }
    return at == stop
        ? Optional.of(SeriesKey.ofCanonical(Arrays.copyOfRange(bytes, start + keyAt, stop)))
        : Optional.empty();
  }
}
