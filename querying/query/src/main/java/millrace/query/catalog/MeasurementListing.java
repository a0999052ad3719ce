package millrace.query.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import millrace.base.TimeSpan;
import millrace.catalog.CatalogState;
import millrace.catalog.Database;
import millrace.catalog.RetentionPolicy;
import millrace.catalog.Table;
import millrace.columns.TableSource;
import millrace.influxql.Expression;
import millrace.influxql.ShowStatement.ShowMeasurements;
import millrace.query.QueryException;
import millrace.query.QueryOptions;
import millrace.query.ResultSink;

/// Lists measurements: those of a database over all its policies, or, since InfluxDB 1.12, policy by policy.
final class MeasurementListing {
  private final CatalogState state;
  private final TableSource tables;
  private final QueryOptions options;
  private final ResultSink sink;

  MeasurementListing(CatalogState state, TableSource tables, QueryOptions options, ResultSink sink) {
    this.state = state;
    this.tables = tables;
    this.options = options;
    this.sink = sink;
  }

  void measurements(ShowMeasurements show) {
    ShowClause clause = ShowClause.of(show.scope().condition(), options).untimed("SHOW MEASUREMENTS");
    Predicate<String> wanted = show.match().map(NameListings::test).orElse(_ -> true);
    switch (show.place()) {
      case DATABASE -> ofDatabase(show, wanted, clause.rest());
      case POLICY, ALL_POLICIES, ALL_DATABASES -> byPolicy(show, wanted, clause.rest());
    }
  }

  /// A database that does not exist has no measurements; this is no error here.
  private void ofDatabase(ShowMeasurements show, Predicate<String> wanted, Optional<Expression> condition) {
    String name = new Scopes(state, options).databaseName(show.scope().database());
    Page page = new Page(show.paging());
    Listing listing = Listing.of(sink, "measurements", "name");
    state.database(name).filter(database -> !database.isDeleted()).ifPresent(database -> {
      for (Map.Entry<String, List<Table>> entry :
          Scopes.tablesOfAllPolicies(database, List.of()).entrySet()) {
        if (!page.isFull() && lists(entry.getKey(), entry.getValue(), wanted, condition) && page.takes()) {
          listing.add(entry.getKey());
        }
      }
    });
    listing.end();
  }

  private void byPolicy(ShowMeasurements show, Predicate<String> wanted, Optional<Expression> condition) {
    Page page = new Page(show.paging());
    Listing listing = Listing.of(sink, "measurements", "name", "database", "retention policy");
    for (Database database : databases(show)) {
      for (RetentionPolicy policy : policies(show, database)) {
        for (Table table : policy.tables()) {
          if (table.deletion().isEmpty()
              && lists(table.name(), List.of(table), wanted, condition)
              && page.takes()) {
            listing.add(table.name(), database.name(), policy.name());
          }
        }
      }
    }
    listing.end();
  }

  private List<Database> databases(ShowMeasurements show) {
    if (show.place() == ShowMeasurements.Place.ALL_DATABASES) {
      return state.databases().stream()
          .filter(database -> !database.isDeleted())
          .toList();
    }
    String name = show.scope().database();
    return List.of(state.database(name)
        .filter(database -> !database.isDeleted())
        .orElseThrow(() -> new QueryException("unknown database " + name)));
  }

  private static List<RetentionPolicy> policies(ShowMeasurements show, Database database) {
    return show.place() == ShowMeasurements.Place.POLICY
        ? List.of(database.requirePolicy(show.scope().policy()))
        : List.copyOf(database.policies());
  }

  private boolean lists(String name, List<Table> all, Predicate<String> wanted, Optional<Expression> condition) {
    if (!wanted.test(name)) {
      return false;
    }
    List<LiveSeries> opened = new ArrayList<>();
    try {
      for (Table table : all) {
        opened.add(LiveSeries.open(tables, table, TimeSpan.ALL));
      }
      Map<String, Set<String>> known = new HashMap<>();
      return opened.stream().anyMatch(live -> !live.isEmpty())
          && condition
              .map(clause -> MeasurementCondition.holds(
                  clause, name, key -> known.computeIfAbsent(key, k -> values(opened, k))))
              .orElse(true);
    } finally {
      opened.forEach(LiveSeries::close);
    }
  }

  private static Set<String> values(List<LiveSeries> opened, String key) {
    Set<String> values = new HashSet<>();
    for (LiveSeries live : opened) {
      live.sorted()
          .mapToObj(series -> live.tag(series, key))
          .filter(value -> !value.isEmpty())
          .forEach(values::add);
    }
    return values;
  }
}
