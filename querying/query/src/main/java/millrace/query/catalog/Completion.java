package millrace.query.catalog;

import java.util.List;
import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.catalog.CatalogState;
import millrace.catalog.Database;
import millrace.influxql.SelectStatement;
import millrace.influxql.Source;
import millrace.influxql.Target;
import millrace.query.QueryException;
import millrace.query.QueryOptions;

/// Fills database and policy into every source and target of a SELECT, and checks that they exist.
final class Completion {
  private final Scopes scopes;
  private final String defaultDatabase;

  Completion(CatalogState state, String defaultDatabase, QueryOptions options) {
    this.scopes = new Scopes(state, options);
    this.defaultDatabase = defaultDatabase;
  }

  SelectStatement complete(SelectStatement select) {
    List<Source> sources = select.sources().stream().map(this::complete).toList();
    return select.withSources(sources).withInto(select.into().map(this::complete));
  }

  private Source complete(Source source) {
    return switch (source) {
      case Source.Measurement(String database, String policy, String name) -> {
        if (name.isEmpty()) {
          throw new QueryException("invalid measurement");
        }
        Place place = place(database, policy);
        yield new Source.Measurement(place.database, place.policy, name);
      }
      case Source.Pattern(String database, String policy, String pattern) -> {
        Place place = place(database, policy);
        yield new Source.Pattern(place.database, place.policy, pattern);
      }
      case Source.Subquery(SelectStatement inner) -> new Source.Subquery(complete(inner));
      case Source.Join join -> join.withSources(this::complete);
    };
  }

  private Target complete(Target target) {
    Place place = place(target.database(), target.policy());
    Optional<String> measurement = target.measurement();
    return new Target(place.database, place.policy, measurement);
  }

  private Place place(String database, String policy) {
    Database found = scopes.database(database.isEmpty() ? defaultDatabase : database);
    String policyName = scopes.policyName(found, policy);
    if (found.policy(policyName).isEmpty()) {
      throw new QueryException(
          ErrorCode.NOT_FOUND, "retention policy not found: " + found.name() + "." + policyName);
    }
    return new Place(found.name(), policyName);
  }

  private record Place(String database, String policy) {}
}
