package millrace.datafile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which tag values the series of a file may have: a Bloom filter of ten bits a value and at least eight bytes, so that
/// about one file in a hundred is opened in vain. A file with many values has none, and may have every value.
///
/// @param bits the filter, bit `b & 7` of byte `b >> 3`; empty when every value is possible
public record TagFilter(byte[] bits) {
  /// Any tag may have any value.
  public static final TagFilter ANY = new TagFilter(new byte[0]);

  static final int MOST_VALUES = 400;
  private static final int BITS_A_VALUE = 10;
  private static final int PROBES = 7;

  /// Files of equal series have equal filters, so that one false hit would open them all: a few values get more room.
  private static final int LEAST_BYTES = 8;

  /// Whether a series of the file may have this value of a tag.
  public boolean mayHave(String tag, String value) {
    if (bits.length == 0) {
      return true;
    }
    long hash = hash(tag, value);
    for (int probe = 0; probe < PROBES; probe++) {
      int bit = bit(hash, probe);
      if ((bits[bit >> 3] >>> (bit & 7) & 1) == 0) {
        return false;
      }
    }
    return true;
  }

  private int bit(long hash, int probe) {
    int stepped = (int) hash + probe * ((int) (hash >>> 32) | 1);
    return Integer.remainderUnsigned(stepped, bits.length * 8);
  }

  /// FNV-1a over both names, then mixed.
  private static long hash(String tag, String value) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : tag.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001b3L;
    }
    hash = (hash ^ 0x100) * 0x100000001b3L;
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 32)) * 0xd6e8feb86659fd93L;
    return hash ^ (hash >>> 32);
  }

  /// Gathers the values of a file.
  static final class Builder {
    private final List<String> tags;
    private final List<Set<String>> values = new ArrayList<>();
    private int count;

    /// @param tags names of all tags of the file
    Builder(List<String> tags) {
      this.tags = tags;
      tags.forEach(tag -> values.add(new HashSet<>()));
    }

    /// Takes in a value of the tag of an index, one already seen too.
    void add(int tag, String value) {
      if (count <= MOST_VALUES && values.get(tag).add(value)) {
        count++;
      }
    }

    TagFilter build() {
      if (count > MOST_VALUES) {
        return ANY;
      }
      TagFilter filter = new TagFilter(new byte[Math.max(LEAST_BYTES, (count * BITS_A_VALUE + 7) / 8)]);
      for (int tag = 0; tag < tags.size(); tag++) {
        for (String value : values.get(tag)) {
          long hash = hash(tags.get(tag), value);
          for (int probe = 0; probe < PROBES; probe++) {
            int bit = filter.bit(hash, probe);
            filter.bits[bit >> 3] |= (byte) (1 << (bit & 7));
          }
        }
      }
      return filter;
    }
  }
}
