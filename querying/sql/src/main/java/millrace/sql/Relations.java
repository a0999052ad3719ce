package millrace.sql;

import java.util.List;
import java.util.Optional;

/// The tables one query can see: those of its database and the system tables.
public interface Relations {
  /// A table by schema (`iox`, `system` or `information_schema`) and exact name.
  Optional<Relation> find(String schema, String table);

  /// Names of a schema's tables, ascending.
  List<String> names(String schema);

  /// What tables opened so far have left out because it cannot be read, a sentence each.
  default List<String> damage() {
    return List.of();
  }
}
