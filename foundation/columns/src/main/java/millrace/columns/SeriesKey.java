package millrace.columns;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A tag set in canonical bytes: `key=value` pairs sorted by key, joined by commas, with comma, equals sign and space
/// escaped by a backslash as in line protocol; empty for a row without tags. UTF-8.
///
/// The bytes order series as InfluxDB orders them, and equal tag sets have equal bytes, so a series can be found,
/// compared and hashed without being taken apart.
public final class SeriesKey implements Comparable<SeriesKey> {
  /// The key of rows without tags.
  public static final SeriesKey EMPTY = new SeriesKey(new byte[0]);

  private static final Comparator<byte[]> UNSIGNED_BYTES = Arrays::compareUnsigned;

  private final byte[] bytes;
  private final int hash;

  private SeriesKey(byte[] bytes) {
    this.bytes = bytes;
    this.hash = Arrays.hashCode(bytes);
  }

  /// Takes over canonical bytes; the caller must not change them afterwards.
  public static SeriesKey ofCanonical(byte[] canonical) {
    return canonical.length == 0 ? EMPTY : new SeriesKey(canonical);
  }

  /// The key of a tag set; tags with an empty value do not exist and are left out.
  public static SeriesKey of(Map<String, String> tags) {
    List<byte[]> pairs = new ArrayList<>();
    TreeMap<byte[], String> sorted = new TreeMap<>(UNSIGNED_BYTES);
    tags.forEach((key, value) -> sorted.put(key.getBytes(StandardCharsets.UTF_8), key));
    for (String key : sorted.values()) {
      String value = tags.get(key);
      if (!value.isEmpty()) {
        pairs.add((escape(key) + '=' + escape(value)).getBytes(StandardCharsets.UTF_8));
      }
    }
    return ofCanonical(join(pairs));
  }

  /// The canonical bytes; not a copy, not to be changed.
  public byte[] bytes() {
    return bytes;
  }

  /// The tags, sorted by key as text.
  public SortedMap<String, String> tags() {
    SortedMap<String, String> tags = new TreeMap<>();
    int start = 0;
    while (start < bytes.length) {
      int equals = unescaped('=', start);
      int end = unescaped(',', equals + 1);
      tags.put(text(start, equals), text(equals + 1, end));
      start = end + 1;
    }
    return tags;
  }

  /// The value of one tag, without taking the whole key apart; empty where the series does not have it.
  public Optional<String> tag(String key) {
    long value = KeyBytes.value(bytes, 0, bytes.length, KeyBytes.escaped(key));
    return value == KeyBytes.ABSENT
        ? Optional.empty()
        : Optional.of(text(KeyBytes.start(value), KeyBytes.end(value)));
  }

  @Override
  public int compareTo(SeriesKey other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SeriesKey key && hash == key.hash && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 4);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ',' || c == '=' || c == ' ') {
        escaped.append('\\');
      }
      escaped.append(c);
    }
    return escaped.toString();
  }

  private static byte[] join(List<byte[]> pairs) {
    int length = Math.max(0, pairs.size() - 1);
    for (byte[] pair : pairs) {
      length += pair.length;
    }
    byte[] joined = new byte[length];
    int at = 0;
    for (byte[] pair : pairs) {
      if (at > 0) {
        joined[at++] = ',';
      }
      System.arraycopy(pair, 0, joined, at, pair.length);
      at += pair.length;
    }
    return joined;
  }

  private int unescaped(char wanted, int from) {
    return KeyBytes.unescaped(bytes, wanted, from, bytes.length);
  }

  private String text(int start, int end) {
    return KeyBytes.text(bytes, start, end);
  }
}
