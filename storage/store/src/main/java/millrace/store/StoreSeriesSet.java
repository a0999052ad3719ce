package millrace.store;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.Supplier;
import millrace.columns.SeriesKey;
import millrace.columns.SeriesSet;

/// The series of one reader, under their ordinals in the table's registry. Which of them have rows is found out when
/// somebody asks for all of them: that has to open every file, and asking for one series need not.
///
/// Threads: any.
final class StoreSeriesSet implements SeriesSet {
  /// From so many in so many on it is cheaper to filter the order of all series than to sort some.
  private static final int FEW = 16;

  private final SeriesRegistry registry;
  private final Supplier<BitSet> find;
  private Optional<BitSet> present = Optional.empty();
  private int[] sorted = new int[0];

  /// @param find the ordinals that have rows
  StoreSeriesSet(SeriesRegistry registry, Supplier<BitSet> find) {
    this.registry = registry;
    this.find = find;
  }

  @Override
  public int count() {
    return present().cardinality();
  }

  @Override
  public synchronized int[] sorted() {
    BitSet all = present();
    if (sorted.length == 0 && !all.isEmpty()) {
      sorted = sorted(all);
    }
    return sorted.clone();
  }

  @Override
  public SeriesKey key(int series) {
    return registry.key(series);
  }

  @Override
  public Optional<String> tagValue(int series, String tag) {
    return registry.tagValue(series, tag);
  }

  /// Ordinals of a set ascending by key.
  int[] sorted(BitSet ordinals) {
    int count = ordinals.cardinality();
    if (count < registry.count() / FEW) {
      return registry.sortedByKey(ordinals.stream().toArray());
    }
    int[] found = new int[count];
    int size = 0;
    for (int series : registry.sorted(ordinals.length())) {
      if (ordinals.get(series)) {
        found[size++] = series;
      }
    }
    return size == found.length ? found : Arrays.copyOf(found, size);
  }

  private synchronized BitSet present() {
    if (present.isEmpty()) {
      present = Optional.of(find.get());
    }
    return present.get();
  }
}
