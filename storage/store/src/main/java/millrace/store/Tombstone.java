package millrace.store;

import java.util.BitSet;
import java.util.Optional;
import millrace.base.TimeSpan;

/// A deletion: rows of some series within a span, out of every source of an earlier generation.
///
/// @param series ordinals in the table's registry, empty for all series
record Tombstone(long generation, TimeSpan span, Optional<BitSet> series) {
  boolean concerns(int ordinal) {
    return series.isEmpty() || series.get().get(ordinal);
  }
}
