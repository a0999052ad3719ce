package millrace.store;

import java.util.Set;
import millrace.columns.SeriesKey;

/// The series a deletion is about. What a predicate matches is settled before the deletion is recorded, since rows
/// written later are not touched by it anyway.
public sealed interface SeriesSelection {
  /// Every series of the table.
  record All() implements SeriesSelection {}

  /// These; keys the table does not have do no harm.
  record Keys(Set<SeriesKey> keys) implements SeriesSelection {
    public Keys {
      keys = Set.copyOf(keys);
    }
  }
}
