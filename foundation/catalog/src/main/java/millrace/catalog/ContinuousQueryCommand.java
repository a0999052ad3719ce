package millrace.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Changes to continuous queries. Messages are those InfluxDB gives.
public sealed interface ContinuousQueryCommand extends CatalogCommand {
  /// Adds a continuous query. An existing one with the same text, but for case, stays as it is.
  record CreateContinuousQuery(String database, ContinuousQuery query) implements ContinuousQueryCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      Database owner = state.requireDatabase(database);
      Optional<ContinuousQuery> existing = owner.continuousQueries().stream()
          .filter(q -> q.name().equals(query.name()))
          .findFirst();
      if (existing.isPresent()) {
        if (folded(existing.get()).equals(folded(query))) {
          return state;
        }
        throw new MillraceException(ErrorCode.ALREADY_EXISTS, "continuous query already exists");
      }
      List<ContinuousQuery> changed = new ArrayList<>(owner.continuousQueries());
      changed.add(query);
      return state.withDatabase(owner.withContinuousQueries(changed));
    }

    private static String folded(ContinuousQuery query) {
      return query.text().toLowerCase(Locale.ROOT);
    }
  }

  /// Removes a continuous query. Harmless when there is no such query or database.
  record DropContinuousQuery(String database, String name) implements ContinuousQueryCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      Optional<Database> owner = state.database(database);
      if (owner.isEmpty()
          || owner.get().continuousQueries().stream()
              .noneMatch(q -> q.name().equals(name))) {
        return state;
      }
      return state.withDatabase(owner.get()
          .withContinuousQueries(owner.get().continuousQueries().stream()
              .filter(q -> !q.name().equals(name))
              .toList()));
    }
  }
}
