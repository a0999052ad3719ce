package millrace.server;

import java.util.Optional;
import millrace.base.Clock;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.catalog.Catalog;
import millrace.catalog.CatalogState;
import millrace.catalog.DatabaseName;
import millrace.catalog.RetentionPolicy;
import millrace.columns.TableSource;
import millrace.server.system.SystemRelations;
import millrace.sql.CacheTables;
import millrace.sql.DatabaseRelations;
import millrace.sql.Relations;

/// The tables SQL sees in a database.
final class QueryAccess {
  private final Catalog catalog;
  private final TableSource tables;
  private final SystemRelations system;
  private final CacheTables caches;
  private final Clock clock;

  QueryAccess(Catalog catalog, TableSource tables, SystemRelations system, CacheTables caches, Clock clock) {
    this.catalog = catalog;
    this.tables = tables;
    this.system = system;
    this.caches = caches;
    this.clock = clock;
  }

  /// @param name `db`, `db/rp` or `_internal`
  /// @throws MillraceException with code NOT_FOUND when there is no such database, or it is deleted
  Relations relations(String name) {
    if (name.equals(SystemRelations.INTERNAL)) {
      return new DatabaseRelations(Optional.empty(), tables, system.of(name), caches, clock.nowNanos());
    }
    CatalogState state = catalog.state();
    DatabaseName spelled = DatabaseName.parse(name);
    RetentionPolicy policy = state.database(spelled.database())
        .filter(database -> !database.isDeleted())
        .flatMap(database -> database.policy(spelled.policy()))
        .orElseThrow(() -> new MillraceException(ErrorCode.NOT_FOUND, "database not found: " + name));
    return new DatabaseRelations(Optional.of(policy), tables, system.of(name), caches, clock.nowNanos());
  }
}
