package millrace.query.catalog;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import millrace.base.TimeSpan;
import millrace.catalog.CatalogState;
import millrace.catalog.Table;
import millrace.columns.Column;
import millrace.columns.SeriesKey;
import millrace.columns.TableSource;
import millrace.influxql.Expression;
import millrace.influxql.NameMatch;
import millrace.influxql.ShowStatement.Scope;
import millrace.influxql.ShowStatement.ShowFieldKeys;
import millrace.influxql.ShowStatement.ShowSeries;
import millrace.influxql.ShowStatement.ShowTagKeys;
import millrace.influxql.ShowStatement.ShowTagValues;
import millrace.influxql.Source;
import millrace.query.QueryOptions;
import millrace.query.ResultSink;
import millrace.query.batch.Utf8Order;

/// Lists series, tag keys, tag values and field keys.
///
/// SHOW SERIES and SHOW FIELD KEYS look at one policy, the default one unless a source names another; SHOW TAG KEYS
/// and SHOW TAG VALUES look at all policies of the database, whatever policy a source names.
final class NameListings {
  private final CatalogState state;
  private final TableSource tables;
  private final QueryOptions options;
  private final ResultSink sink;

  NameListings(CatalogState state, TableSource tables, QueryOptions options, ResultSink sink) {
    this.state = state;
    this.tables = tables;
    this.options = options;
    this.sink = sink;
  }

  void series(ShowSeries show) {
    Map<String, List<Table>> measurements = inPolicy(show.scope());
    ShowClause clause = ShowClause.of(show.scope().condition(), options);
    if (!clause.isTimed() && (!measurements.isEmpty() || looksAtNames(show.scope()))) {
      TagCondition.requireEqualities(clause.rest());
    }
    SeriesFilter filter = clause.isTimed()
        ? SeriesFilter.select(clause.rest(), fieldsWithin(clause.span(), measurements.values()), false)
        : SeriesFilter.index(clause.rest());
    Page page = new Page(show.paging());
    Listing listing = Listing.inChunks(sink, "", "key");
    for (Map.Entry<String, List<Table>> measurement : measurements.entrySet()) {
      String name = MeasurementNames.escaped(measurement.getKey());
      forEachKey(measurement, clause.span(), filter, key -> {
        if (page.takes()) {
          String tags = key.toString();
          listing.add(tags.isEmpty() ? name : name + "," + tags);
        }
        return !page.isFull();
      });
    }
    listing.end();
  }

  /// Whether InfluxDB holds the condition against measurements though none has the name asked for: it does as long as there
  /// are any, unless patterns alone name the sources.
  private boolean looksAtNames(Scope scope) {
    return scope.sources().stream().anyMatch(Source.Measurement.class::isInstance)
        && !new Scopes(state, options).tables(scope.database(), List.of()).isEmpty();
  }

  /// The names of the fields that have values in the shards a span overlaps.
  private Set<String> fieldsWithin(TimeSpan span, Collection<List<Table>> measurements) {
    Set<String> names = new HashSet<>();
    for (List<Table> same : measurements) {
      for (Table table : same) {
        try (LiveSeries live = LiveSeries.open(tables, table, span)) {
          live.shards().forEach(shard -> shard.fields().forEach(field -> names.add(field.name())));
        }
      }
    }
    return names;
  }

  /// Visits the keys of a measurement's series in the order of listings, until the visitor has enough. Several tables
  /// share some keys, which are visited once.
  private void forEachKey(
      Map.Entry<String, List<Table>> measurement,
      TimeSpan span,
      SeriesFilter filter,
      Predicate<SeriesKey> visitor) {
    List<Table> all = measurement.getValue();
    Set<SeriesKey> merged = new HashSet<>();
    for (Table table : all) {
      try (LiveSeries live = LiveSeries.open(tables, table, span)) {
        if (all.size() == 1 && live.sorted().mapToObj(live::key).allMatch(SeriesOrder::isPlain)) {
          visit(matching(live, measurement.getKey(), filter.on(table)).mapToObj(live::key), visitor);
          return;
        }
        matching(live, measurement.getKey(), filter.on(table))
            .mapToObj(live::key)
            .forEach(merged::add);
      }
    }
    visit(SeriesOrder.sorted(merged).stream(), visitor);
  }

  private static void visit(Stream<SeriesKey> keys, Predicate<SeriesKey> visitor) {
    keys.takeWhile(visitor).forEach(_ -> {});
  }

  void fieldKeys(ShowFieldKeys show) {
    for (Map.Entry<String, List<Table>> measurement : inPolicy(show.scope()).entrySet()) {
      SortedSet<Column> fields = new TreeSet<>(
          Comparator.comparing(Column::name, Utf8Order::compare).thenComparing(field -> MeasurementNames.typeName(field.type())));
      for (Table table : measurement.getValue()) {
        try (LiveSeries live = LiveSeries.open(tables, table, TimeSpan.ALL)) {
          if (!live.isEmpty() || live.isUnwritten()) {
            fields.addAll(table.fields());
          }
        }
      }
      Page page = new Page(show.paging());
      Listing listing = Listing.inChunks(sink, measurement.getKey(), "fieldKey", "fieldType");
      for (Column field : fields) {
        if (page.takes()) {
          listing.add(field.name(), MeasurementNames.typeName(field.type()));
        }
      }
      listing.end();
    }
  }

  void tagKeys(ShowTagKeys show) {
    Predicate<String> wanted = show.match().map(NameListings::test).orElse(_ -> true);
    values(show.scope(), wanted, TagCondition::requireNamedEqualities).forEach((measurement, byKey) -> {
      Page page = new Page(show.paging());
      Listing listing = Listing.of(sink, measurement, "tagKey");
      byKey.keySet().stream().filter(_ -> page.takes()).forEach(listing::add);
      listing.end();
    });
  }

  void tagValues(ShowTagValues show) {
    values(show.scope(), test(show.match()), TagCondition::requireKeyedEqualities).forEach((measurement, byKey) -> {
      Page page = new Page(show.paging());
      Listing listing = Listing.of(sink, measurement, "key", "value");
      byKey.forEach((key, values) ->
          values.stream().filter(_ -> page.takes()).forEach(value -> listing.add(key, value)));
      listing.end();
    });
  }

  /// By measurement and tag key, the values over all series that fulfil the condition, ascending.
  ///
  /// @param check refuses a clause the statement does not know
  private SortedMap<String, SortedMap<String, SortedSet<String>>> values(
      Scope scope, Predicate<String> wantedKeys, Consumer<Optional<Expression>> check) {
    Map<String, List<Table>> measurements =
        Scopes.tablesOfAllPolicies(new Scopes(state, options).database(scope.database()), scope.sources());
    ShowClause clause = ShowClause.of(scope.condition(), options);
    TagCondition.requireNamedEqualities(clause.rest());
    if (!measurements.isEmpty()) {
      check.accept(clause.rest());
    }
    SeriesFilter filter = SeriesFilter.index(clause.rest());
    SortedMap<String, SortedMap<String, SortedSet<String>>> found = new TreeMap<>(Utf8Order::compare);
    measurements.forEach((measurement, all) -> {
      SortedMap<String, SortedSet<String>> byKey = new TreeMap<>(Utf8Order::compare);
      for (Table table : all) {
        List<String> keys = table.tags().stream()
            .map(Column::name)
            .filter(wantedKeys)
            .toList();
        if (!keys.isEmpty()) {
          addValues(byKey, table, keys, clause.span(), filter.on(table));
        }
      }
      if (!byKey.isEmpty()) {
        found.put(measurement, byKey);
      }
    });
    return found;
  }

  private void addValues(
      SortedMap<String, SortedSet<String>> byKey,
      Table table,
      List<String> keys,
      TimeSpan span,
      TagCondition condition) {
    try (LiveSeries live = LiveSeries.open(tables, table, span)) {
      matching(live, table.name(), condition).forEach(series -> {
        for (String key : keys) {
          String value = live.tag(series, key);
          if (!value.isEmpty()) {
            byKey.computeIfAbsent(key, _ -> new TreeSet<>(Utf8Order::compare))
                .add(value);
          }
        }
      });
    }
  }

  /// The series of a table that fulfil a condition, ascending by key.
  static IntStream matching(LiveSeries live, String measurement, TagCondition condition) {
    return live.sorted()
        .filter(series -> condition.holds(key -> key.equals("_name") ? measurement : live.tag(series, key)));
  }

  private Map<String, List<Table>> inPolicy(Scope scope) {
    return new Scopes(state, options).tables(scope.database(), scope.sources());
  }

  /// The test of WITH KEY and WITH MEASUREMENT.
  static Predicate<String> test(NameMatch match) {
    return switch (match) {
      case NameMatch.Named(String name, boolean negated) -> candidate -> candidate.equals(name) != negated;
      case NameMatch.OneOf(List<String> names) -> names::contains;
      case NameMatch.Matching(String pattern, boolean negated) -> {
        Predicate<String> matches = Scopes.matching(pattern);
        yield negated ? matches.negate() : matches;
      }
    };
  }
}
