package millrace.store;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import millrace.base.TimeSpan;
import millrace.columns.Column;

/// One body of a table's rows in one shard, as a reader sees it: a row log up to some row, or a data file. Series are
/// ordinals of the table's registry.
interface Source {
  long generation();

  /// Whether a deletion of this generation is about rows of this source.
  default boolean isOlderThan(long tombstoneGeneration) {
    return generation() < tombstoneGeneration;
  }

  /// Makes the source ready to be read, and says what is wrong with it if it cannot be.
  default Optional<String> damage() {
    return Optional.empty();
  }

  /// Whether it can be read without being opened first.
  default boolean isReady() {
    return true;
  }

  /// What has been found wrong with it so far.
  default Optional<String> knownDamage() {
    return Optional.empty();
  }

  /// First and last time of its rows, both within.
  long minNanos();

  long maxNanos();

  List<Column> fields();

  void collectSeries(BitSet into);

  /// Whether some series may have these tag values; does not open anything.
  default boolean mayHave(Map<String, Set<String>> tagValues) {
    return true;
  }

  /// Whether it has any rows of a series.
  boolean hasSeries(int ordinal);

  /// Whether the series has a row within `span` that is not deleted.
  boolean hasRows(int ordinal, TimeSpan span, DeletedSpans deleted);

  /// The points of one series and field within `span`, deleted ones included; empty when there are none for certain.
  Optional<PointStream> points(int ordinal, Column field, TimeSpan span, boolean ascending);

  /// The times of the rows of one series within `span`, deleted ones included; empty when there are none for certain.
  Optional<PointStream> times(int ordinal, TimeSpan span, boolean ascending);
}
