package millrace.sql;

import java.util.List;
import java.util.Optional;

/// A column of a result or of a relation.
///
/// @param children the one element of a list, the fields of a struct, key and value of a map; else empty
/// @param zone the time zone a timestamp is shown in; empty for timestamps without zone and for all other types
/// @param stored whether the values are those of a stored column as they were written: a tag, a field, or the time
public record SqlColumn(String name, SqlType type, List<SqlColumn> children, Optional<String> zone, boolean stored) {
  public SqlColumn {
    children = List.copyOf(children);
  }

  /// A column of computed values.
  public SqlColumn(String name, SqlType type, List<SqlColumn> children, Optional<String> zone) {
    this(name, type, children, zone, false);
  }

  public SqlColumn(String name, SqlType type) {
    this(name, type, List.of(), Optional.empty());
  }

  /// A column of lists.
  public static SqlColumn listOf(String name, SqlType element) {
    return new SqlColumn(name, SqlType.LIST, List.of(new SqlColumn("item", element)), Optional.empty());
  }

  /// The same under another name.
  SqlColumn named(String newName) {
    return new SqlColumn(newName, type, children, zone, stored);
  }

  /// The same, stored or computed.
  SqlColumn stored(boolean isStored) {
    return new SqlColumn(name, type, children, zone, isStored);
  }

  /// A timestamp shown in a time zone.
  static SqlColumn zoned(String name, String zone) {
    return new SqlColumn(name, SqlType.TIMESTAMP, List.of(), Optional.of(zone));
  }
}
