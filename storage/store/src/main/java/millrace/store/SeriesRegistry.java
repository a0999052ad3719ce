package millrace.store;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.IntStream;
import millrace.columns.KeyBytes;
import millrace.columns.SeriesKey;

/// The series of one table, numbered in order of first appearance. Keys lie one after the other in byte pages and are
/// found through an open-addressed table of ordinals, so a series costs its key and about 24 bytes, and no object.
///
/// Threads: any; guards itself.
final class SeriesRegistry {
  private static final int FIRST_PAGE_BYTES = 1 << 10;
  private static final int PAGE_BYTES = 1 << 16;
  private static final int MOST_INDEXES = 16;

  private byte[][] pages = new byte[1][];
  private int pageCount;
  private int usedInPage;
  private long pageBytes;

  /// Where a key starts: page number and offset within the page.
  private long[] addresses = new long[16];
  private int[] lengths = new int[16];
  private int[] hashes = new int[16];
  private int count;

  /// Ordinal plus one; zero is free. A power of two long, at most half full.
  private int[] slots = new int[64];

  private int[] sorted = new int[0];

  /// By tag, for those that queries asked for last.
  private final SequencedMap<String, TagIndex> tagIndexes = new LinkedHashMap<>(16, 0.75f, true);

  synchronized int count() {
    return count;
  }

  /// The ordinal of a key, given on first sight.
  synchronized int ordinal(SeriesKey key) {
    return ordinal(key.bytes(), key.hashCode());
  }

  /// The ordinal of canonical key bytes, given on first sight; the bytes are copied.
  synchronized int ordinal(byte[] key) {
    return ordinal(key, Arrays.hashCode(key));
  }

  /// The ordinal of a key, or -1 when the table has no such series.
  synchronized int find(SeriesKey key) {
    return slots[slot(key.bytes(), key.hashCode())] - 1;
  }

  synchronized SeriesKey key(int ordinal) {
    if (ordinal < 0 || ordinal >= count) {
      throw new IndexOutOfBoundsException("series " + ordinal + " of " + count);
    }
    int offset = (int) addresses[ordinal];
    byte[] page = pages[(int) (addresses[ordinal] >>> 32)];
    return SeriesKey.ofCanonical(Arrays.copyOfRange(page, offset, offset + lengths[ordinal]));
  }

  /// The first `limit` ordinals, ascending by key. The caller must not change the array.
  synchronized int[] sorted(int limit) {
    if (sorted.length < count) {
      sorted = merge(sorted, sortedFrom(sorted.length));
    }
    if (limit == sorted.length) {
      return sorted;
    }
    int[] kept = new int[limit];
    int size = 0;
    for (int ordinal : sorted) {
      if (ordinal < limit) {
        kept[size++] = ordinal;
      }
    }
    return kept;
  }

  /// The value of a tag, empty where the series does not have it.
  synchronized Optional<String> tagValue(int ordinal, String tag) {
    long value = value(ordinal, KeyBytes.escaped(tag));
    return value == KeyBytes.ABSENT
        ? Optional.empty()
        : Optional.of(KeyBytes.text(page(ordinal), KeyBytes.start(value), KeyBytes.end(value)));
  }

  /// The series that have certain tag values.
  ///
  /// @param tagValues tags that a series must have, with the values they may have; not empty
  synchronized int[] withTags(Map<String, Set<String>> tagValues) {
    Map.Entry<String, Set<String>> rarest = tagValues.entrySet().iterator().next();
    int[] found = new int[0];
    for (Map.Entry<String, Set<String>> tag : tagValues.entrySet()) {
      int[] having = withTag(tag.getKey(), tag.getValue());
      if (tag.equals(rarest) || having.length < found.length) {
        rarest = tag;
        found = having;
      }
    }
    return IntStream.of(found).filter(ordinal -> hasTags(ordinal, tagValues)).toArray();
  }

  /// Some ordinals ascending by key.
  synchronized int[] sortedByKey(int[] ordinals) {
    int[] result = ordinals.clone();
    IntSort.sort(result, this::compareKeys);
    return result;
  }

  synchronized long sizeBytes() {
    long indexes = tagIndexes.values().stream().mapToLong(TagIndex::sizeBytes).sum();
    return pageBytes + 16L * addresses.length + 4L * (slots.length + sorted.length) + indexes;
  }

  private int[] withTag(String tag, Set<String> values) {
    byte[] name = KeyBytes.escaped(tag);
    TagIndex index = tagIndexes.computeIfAbsent(tag, key -> new TagIndex());
    if (tagIndexes.size() > MOST_INDEXES) {
      tagIndexes.pollFirstEntry();
    }
    return values.stream()
        .map(value -> index.find(hash(KeyBytes.escaped(value)), count, ordinal -> valueHash(ordinal, name)))
        .flatMapToInt(IntStream::of)
        .distinct()
        .toArray();
  }

  private boolean hasTags(int ordinal, Map<String, Set<String>> tagValues) {
    return tagValues.entrySet().stream()
        .allMatch(tag -> tagValue(ordinal, tag.getKey()).filter(tag.getValue()::contains).isPresent());
  }

  private long valueHash(int ordinal, byte[] tag) {
    long value = value(ordinal, tag);
    return value == KeyBytes.ABSENT
        ? TagIndex.ABSENT
        : hash(page(ordinal), KeyBytes.start(value), KeyBytes.end(value)) & 0xFFFF_FFFFL;
  }

  private long value(int ordinal, byte[] tag) {
    int from = (int) addresses[ordinal];
    return KeyBytes.value(page(ordinal), from, from + lengths[ordinal], tag);
  }

  private byte[] page(int ordinal) {
    return pages[(int) (addresses[ordinal] >>> 32)];
  }

  private static int hash(byte[] bytes) {
    return hash(bytes, 0, bytes.length);
  }

  private static int hash(byte[] bytes, int from, int to) {
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    return spread(hash);
  }

  private int ordinal(byte[] key, int hash) {
    int slot = slot(key, hash);
    if (slots[slot] != 0) {
      return slots[slot] - 1;
    }
    if (2 * (count + 1) > slots.length) {
      rehash();
      slot = slot(key, hash);
    }
    append(key, hash);
    slots[slot] = count;
    return count - 1;
  }

  /// The slot that has the key, or the free one where it belongs.
  private int slot(byte[] key, int hash) {
    int mask = slots.length - 1;
    int slot = spread(hash) & mask;
    while (slots[slot] != 0 && !matches(slots[slot] - 1, key, hash)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean matches(int ordinal, byte[] key, int hash) {
    if (hashes[ordinal] != hash || lengths[ordinal] != key.length) {
      return false;
    }
    int offset = (int) addresses[ordinal];
    byte[] page = pages[(int) (addresses[ordinal] >>> 32)];
    return Arrays.equals(page, offset, offset + key.length, key, 0, key.length);
  }

  private void append(byte[] key, int hash) {
    if (count == addresses.length) {
      addresses = Arrays.copyOf(addresses, 2 * count);
      lengths = Arrays.copyOf(lengths, 2 * count);
      hashes = Arrays.copyOf(hashes, 2 * count);
    }
    if (pageCount == 0 || usedInPage + key.length > pages[pageCount - 1].length) {
      addPage(key.length);
    }
    System.arraycopy(key, 0, pages[pageCount - 1], usedInPage, key.length);
    addresses[count] = (long) (pageCount - 1) << 32 | usedInPage;
    lengths[count] = key.length;
    hashes[count] = hash;
    usedInPage += key.length;
    count++;
  }

  /// A key longer than a page gets one of its own.
  private void addPage(int neededBytes) {
    if (pageCount == pages.length) {
      pages = Arrays.copyOf(pages, 2 * pageCount);
    }
    byte[] page = new byte[Math.max(pageCount == 0 ? FIRST_PAGE_BYTES : PAGE_BYTES, neededBytes)];
    pages[pageCount++] = page;
    pageBytes += page.length;
    usedInPage = 0;
  }

  private void rehash() {
    slots = new int[2 * slots.length];
    int mask = slots.length - 1;
    for (int ordinal = 0; ordinal < count; ordinal++) {
      int slot = spread(hashes[ordinal]) & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = ordinal + 1;
    }
  }

  private static int spread(int hash) {
    int mixed = hash * 0x9E3779B9;
    return mixed ^ (mixed >>> 15);
  }

  private int[] sortedFrom(int first) {
    int[] ordinals = new int[count - first];
    for (int i = 0; i < ordinals.length; i++) {
      ordinals[i] = first + i;
    }
    IntSort.sort(ordinals, this::compareKeys);
    return ordinals;
  }

  private int[] merge(int[] left, int[] right) {
    int[] merged = new int[left.length + right.length];
    int l = 0;
    int r = 0;
    for (int at = 0; at < merged.length; at++) {
      boolean takeLeft = r == right.length || (l < left.length && compareKeys(left[l], right[r]) < 0);
      merged[at] = takeLeft ? left[l++] : right[r++];
    }
    return merged;
  }

  private int compareKeys(int a, int b) {
    int aFrom = (int) addresses[a];
    int bFrom = (int) addresses[b];
    return Arrays.compareUnsigned(
        pages[(int) (addresses[a] >>> 32)], aFrom, aFrom + lengths[a],
        pages[(int) (addresses[b] >>> 32)], bFrom, bFrom + lengths[b]);
  }
}
