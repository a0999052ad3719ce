package millrace.columns;

import java.util.Objects;

/// A tag or a field of a table; `time` is implied and never listed.
///
/// A table's columns are unique by name **and** type: InfluxDB 1.x lets a field have another type in another shard, and
/// a tag and a field share a name. The v3 write path refuses both; the v1 path does as 1.x did.
///
/// @param id unique within its table, never used again
public record Column(int id, String name, ColumnType type) {
  public Column {
    Objects.requireNonNull(name);
    Objects.requireNonNull(type);
  }
}
