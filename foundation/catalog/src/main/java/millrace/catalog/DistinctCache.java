package millrace.catalog;

import java.util.List;

/// A distinct value cache of a table: the combinations of values that some columns have had lately. The catalog keeps what
/// it is, the server what is in it.
///
/// @param id unique over the whole catalog
/// @param name unique among the table's distinct value caches
/// @param columns ids of tags and string fields, at least one, in the order of the combinations
/// @param maxCardinality combinations kept, above 0; over it the oldest go
/// @param maxAgeSeconds how old, by the time of its newest row, a combination may be
public record DistinctCache(long id, String name, List<Integer> columns, long maxCardinality, long maxAgeSeconds) {
  public DistinctCache {
    columns = List.copyOf(columns);
  }

  DistinctCache withId(long newId) {
    return new DistinctCache(newId, name, columns, maxCardinality, maxAgeSeconds);
  }
}
