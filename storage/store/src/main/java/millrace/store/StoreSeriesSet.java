package millrace.store;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import millrace.columns.SeriesKey;
import millrace.columns.SeriesSet;

/// The series that have rows, numbered without gaps. Mostly that is every series of the registry under its own ordinal;
/// after deletions some are missing and the rest move together.
///
/// Threads: any.
final class StoreSeriesSet implements SeriesSet {
  private final SeriesRegistry registry;
  private final int count;

  /// Registry ordinal per ordinal of this set.
  private final int[] toRegistry;

  private final boolean isIdentity;
  private int[] sorted;

  StoreSeriesSet(SeriesRegistry registry, BitSet present) {
    this.registry = registry;
    this.count = present.cardinality();
    this.isIdentity = present.length() == count;
    this.toRegistry = isIdentity ? new int[0] : present.stream().toArray();
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public synchronized int[] sorted() {
    if (sorted == null) {
      sorted = isIdentity ? registry.sorted(count) : sortedWithGaps();
    }
    return sorted.clone();
  }

  @Override
  public SeriesKey key(int series) {
    return registry.key(toRegistry(series));
  }

  @Override
  public Optional<String> tagValue(int series, String tag) {
    return key(series).tag(tag);
  }

  int toRegistry(int series) {
    if (series < 0 || series >= count) {
      throw new IndexOutOfBoundsException("series " + series + " of " + count);
    }
    return isIdentity ? series : toRegistry[series];
  }

  /// The members of this set that are in a set of registry ordinals, ascending by key.
  int[] sorted(BitSet registryOrdinals) {
    int[] found = new int[registryOrdinals.cardinality()];
    int size = 0;
    for (int series : sorted()) {
      if (registryOrdinals.get(toRegistry(series))) {
        found[size++] = series;
      }
    }
    return size == found.length ? found : Arrays.copyOf(found, size);
  }

  private int[] sortedWithGaps() {
    int[] all = registry.sorted(toRegistry[count - 1] + 1);
    int[] found = new int[count];
    int size = 0;
    for (int ordinal : all) {
      int series = Arrays.binarySearch(toRegistry, ordinal);
      if (series >= 0) {
        found[size++] = series;
      }
    }
    return found;
  }
}
