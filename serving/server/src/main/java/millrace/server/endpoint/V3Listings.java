package millrace.server.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.catalog.CatalogState;
import millrace.catalog.Database;
import millrace.influxql.ShowStatement;
import millrace.influxql.Statement;
import millrace.server.access.Authorization;
import millrace.sql.SqlColumn;
import millrace.sql.SqlType;

/// The two listings whose columns on the v3 endpoint are not those of v1. Source: specification 4.3.5.
final class V3Listings {
  private static final SqlColumn DATABASE = new SqlColumn("iox::database", SqlType.UTF8);
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final Supplier<CatalogState> catalog;

  V3Listings(Supplier<CatalogState> catalog) {
    this.catalog = catalog;
  }

  /// An answer that is at hand.
  record Rows(List<SqlColumn> columns, List<List<Object>> rows) {}

  /// The answer to a statement that has columns of its own here; empty for any other.
  ///
  /// @param requested the database of the request, empty for none
  /// @param asker sees what it may read
  Optional<Rows> answer(Statement statement, String requested, Authorization asker) {
    return switch (statement) {
      case ShowStatement.ShowDatabases() -> Optional.of(databases(asker));
      case ShowStatement.ShowPolicies(String named) -> Optional.of(policies(named.isEmpty() ? requested : named));
      default -> Optional.empty();
    };
  }

  private Rows databases(Authorization asker) {
    List<List<Object>> rows = new ArrayList<>();
    if (asker.sees("_internal")) {
      rows.add(List.of("_internal", false));
    }
    catalog.get().databases().stream()
        .filter(database -> asker.sees(database.name()))
        .forEach(database -> rows.add(List.of(database.name(), database.isDeleted())));
    return new Rows(List.of(DATABASE, new SqlColumn("deleted", SqlType.BOOLEAN)), rows);
  }

  private Rows policies(String name) {
    Database database = catalog.get().database(name)
        .filter(found -> !found.isDeleted())
        .orElseThrow(() -> new MillraceException(ErrorCode.NOT_FOUND, "database not found: " + name));
    List<List<Object>> rows = new ArrayList<>();
    database.policies().forEach(
        policy -> rows.add(List.of(database.name(), policy.name(), duration(policy.durationNanos()))));
    List<SqlColumn> columns =
        List.of(DATABASE, new SqlColumn("name", SqlType.UTF8), new SqlColumn("duration", SqlType.UTF8));
    return new Rows(columns, rows);
  }

  /// `168h0m0s`, or `0s` for ever.
  private static String duration(long nanos) {
    long seconds = Math.max(0, nanos) / NANOS_PER_SECOND;
    if (seconds < 60) {
      return seconds + "s";
    }
    String minutes = seconds / 60 % 60 + "m" + seconds % 60 + "s";
    return seconds < 3600 ? minutes : seconds / 3600 + "h" + minutes;
  }
}
