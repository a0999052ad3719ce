package millrace.query.catalog;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import millrace.base.ErrorCode;
import millrace.catalog.CatalogState;
import millrace.catalog.Database;
import millrace.catalog.RetentionPolicy;
import millrace.catalog.Table;
import millrace.influxql.Source;
import millrace.query.QueryException;
import millrace.query.QueryOptions;
import millrace.query.batch.Utf8Order;

/// Finds the databases, policies and tables that statements name, with the request's defaults filled in.
final class Scopes {
  private final CatalogState state;
  private final QueryOptions options;

  Scopes(CatalogState state, QueryOptions options) {
    this.state = state;
    this.options = options;
  }

  /// The name written, else the request's.
  ///
  /// @throws QueryException `database name required`
  String databaseName(String written) {
    String name = written.isEmpty() ? options.database() : written;
    if (name.isEmpty()) {
      throw new QueryException("database name required");
    }
    return name;
  }

  /// @throws QueryException `database not found: NAME`
  Database database(String written) {
    return named(databaseName(written));
  }

  Database named(String name) {
    return state.database(name)
        .filter(database -> !database.isDeleted())
        .orElseThrow(() -> new QueryException(ErrorCode.NOT_FOUND, "database not found: " + name));
  }

  /// The policy written, else the request's, else the database's default.
  ///
  /// @throws QueryException `retention policy not found: NAME`, `default retention policy not set for: NAME`
  RetentionPolicy policy(Database database, String written) {
    return database.policy(policyName(database, written))
        .orElseThrow(() -> new QueryException(
            ErrorCode.NOT_FOUND, "retention policy not found: " + policyName(database, written)));
  }

  String policyName(Database database, String written) {
    String name = written.isEmpty() ? options.retentionPolicy() : written;
    String found = name.isEmpty() ? database.defaultPolicy() : name;
    if (found.isEmpty()) {
      throw new QueryException("default retention policy not set for: " + database.name());
    }
    return found;
  }

  /// The tables of some sources, each looked up in its own database and policy; all tables of the default policy
  /// where there is no source. By measurement, ascending; a measurement of several policies has several tables.
  Map<String, List<Table>> tables(String writtenDatabase, List<Source> sources) {
    Map<String, List<Table>> found = new TreeMap<>(Utf8Order::compare);
    if (sources.isEmpty()) {
      Database database = database(writtenDatabase);
      add(found, policy(database, "").tables(), _ -> true);
    }
    for (Source source : sources) {
      switch (source) {
        case Source.Measurement(String database, String policy, String name) ->
          add(found, tables(writtenDatabase, database, policy), name::equals);
        case Source.Pattern(String database, String policy, String pattern) ->
          add(found, tables(writtenDatabase, database, policy), matching(pattern));
        case Source.Subquery _, Source.Join _ -> throw new IllegalStateException("subquery in a statement about names");
      }
    }
    return found;
  }

  /// How often sources name each table that they name at all, by the table's id.
  Map<Long, Integer> mentions(String writtenDatabase, List<Source> sources) {
    Map<Long, Integer> mentions = new HashMap<>();
    for (Source source : sources) {
      tables(writtenDatabase, List.of(source)).values()
          .forEach(all -> all.forEach(table -> mentions.merge(table.id(), 1, Integer::sum)));
    }
    return mentions;
  }

  private Collection<Table> tables(String writtenDatabase, String sourceDatabase, String policy) {
    Database database = database(sourceDatabase.isEmpty() ? writtenDatabase : sourceDatabase);
    return policy(database, policy).tables();
  }

  /// The tables of all policies of a database whose measurement some source names, whatever policy the source has;
  /// all
  /// where there is no source. By measurement, ascending.
  static Map<String, List<Table>> tablesOfAllPolicies(Database database, List<Source> sources) {
    Predicate<String> wanted = names(sources);
    Map<String, List<Table>> found = new TreeMap<>(Utf8Order::compare);
    for (RetentionPolicy policy : database.policies()) {
      add(found, policy.tables(), wanted);
    }
    return found;
  }

  private static Predicate<String> names(List<Source> sources) {
    if (sources.isEmpty()) {
      return _ -> true;
    }
    List<Predicate<String>> any = new ArrayList<>();
    for (Source source : sources) {
      switch (source) {
        case Source.Measurement(String _, String _, String name) -> any.add(name::equals);
        case Source.Pattern(String _, String _, String pattern) -> any.add(matching(pattern));
        case Source.Subquery _, Source.Join _ -> throw new IllegalStateException("subquery in a statement about names");
      }
    }
    return name -> any.stream().anyMatch(test -> test.test(name));
  }

  static Predicate<String> matching(String pattern) {
    Pattern compiled = Pattern.compile(pattern);
    return name -> compiled.matcher(name).find();
  }

  private static void add(Map<String, List<Table>> found, Collection<Table> tables, Predicate<String> wanted) {
    for (Table table : tables) {
      if (table.deletion().isEmpty() && wanted.test(table.name())) {
        List<Table> known = found.computeIfAbsent(table.name(), _ -> new ArrayList<>());
        if (!known.contains(table)) {
          known.add(table);
        }
      }
    }
  }
}
