package millrace.query.select;

import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.catalog.CatalogState;
import millrace.catalog.Database;
import millrace.influxql.SelectStatement;
import millrace.influxql.Source;
import millrace.influxql.Target;
import millrace.query.QueryException;
import millrace.query.QueryOptions;

/// Fills in the database and retention policy of every source and target of a statement.
final class SourceNames {
  private final CatalogState catalog;
  private final QueryOptions options;

  SourceNames(CatalogState catalog, QueryOptions options) {
    this.catalog = catalog;
    this.options = options;
  }

  /// The statement with all names complete.
  ///
  /// @throws QueryException when there is no database to fill in or it does not exist
  SelectStatement complete(SelectStatement statement) {
    Optional<Target> into =
        statement
            .into()
            .map(
                target -> {
                  Place place = place(target.database(), target.policy());
                  return new Target(place.database, place.policy, target.measurement());
                });
    return statement.withInto(into).withSources(statement.sources().stream().map(this::complete).toList());
  }

  private record Place(String database, String policy) {}

  private Source complete(Source source) {
    return switch (source) {
      case Source.Measurement m -> {
        SystemSources.refuse(m.name());
        Place place = place(m.database(), m.policy());
        yield new Source.Measurement(place.database, place.policy, m.name());
      }
      case Source.Pattern p -> {
        Place place = place(p.database(), p.policy());
        yield new Source.Pattern(place.database, place.policy, p.pattern());
      }
      case Source.Subquery s -> new Source.Subquery(complete(s.statement()));
      case Source.Join join -> join.withSources(this::complete);
    };
  }

  private Place place(String database, String policy) {
    String name = database.isEmpty() ? options.database() : database;
    if (name.isEmpty()) {
      throw new QueryException(ErrorCode.INVALID_ARGUMENT, "database name required");
    }
    Database found =
        catalog
            .database(name)
            .orElseThrow(() -> new QueryException(ErrorCode.NOT_FOUND, "database not found: " + name));
    if (!policy.isEmpty()) {
      return new Place(name, policy);
    }
    String preset = options.retentionPolicy().isEmpty() ? found.defaultPolicy() : options.retentionPolicy();
    if (preset.isEmpty()) {
      throw new QueryException(ErrorCode.NOT_FOUND, "default retention policy not set for: " + name);
    }
    return new Place(name, preset);
  }
}
