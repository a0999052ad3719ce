package millrace.catalog;

import java.util.List;
import java.util.Optional;

/// A last value cache of a table: the newest rows for each combination of key values. The catalog keeps what it is, the
/// server what is in it.
///
/// @param id unique over the whole catalog
/// @param name unique among the table's last value caches
/// @param keyColumns ids of columns; none for one bucket of rows
/// @param valueColumns ids of columns; empty for all that are no keys, also those that come later
/// @param count rows kept for each key, above 0
/// @param ttlSeconds how long a row is kept after it came
public record LastCache(
    long id, String name, List<Integer> keyColumns, Optional<List<Integer>> valueColumns, long count, long ttlSeconds) {
  public LastCache {
    keyColumns = List.copyOf(keyColumns);
    valueColumns = valueColumns.map(List::copyOf);
  }

  LastCache withId(long newId) {
    return new LastCache(newId, name, keyColumns, valueColumns, count, ttlSeconds);
  }
}
