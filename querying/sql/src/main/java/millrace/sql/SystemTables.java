package millrace.sql;

import java.util.List;
import java.util.Optional;

/// The tables of schema `system` that one query sees; the composition root gathers their rows.
public interface SystemTables {
  /// No system tables.
  SystemTables NONE = new SystemTables() {
    @Override
    public Optional<Relation> find(String table) {
      return Optional.empty();
    }

    @Override
    public List<String> names() {
      return List.of();
    }
  };

  Optional<Relation> find(String table);

  /// Ascending.
  List<String> names();
}
