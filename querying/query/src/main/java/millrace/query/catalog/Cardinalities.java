package millrace.query.catalog;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import millrace.base.TimeSpan;
import millrace.catalog.CatalogState;
import millrace.catalog.Table;
import millrace.columns.Column;
import millrace.columns.ShardReader;
import millrace.columns.TableSource;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Wildcard;
import millrace.influxql.Paging;
import millrace.influxql.ShowStatement.ShowCardinality;
import millrace.influxql.ShowStatement.ShowCardinality.Subject;
import millrace.query.QueryOptions;
import millrace.query.ResultSink;
import millrace.query.batch.Utf8Order;

/// Counts series, measurements, tag keys, tag values and field keys.
///
/// Series and measurements have a short form, one number for the whole database over all policies. Everything else
/// looks at one policy and counts per measurement and group of tags. Numbers are exact, but the long form counts a series
/// in every shard that holds it, once for each source that names its measurement, and field keys are those of the shards
/// that hold a series of the group, whether it has them or not.
final class Cardinalities {
  private final CatalogState state;
  private final TableSource tables;
  private final QueryOptions options;
  private final ResultSink sink;

  Cardinalities(CatalogState state, TableSource tables, QueryOptions options, ResultSink sink) {
    this.state = state;
    this.tables = tables;
    this.options = options;
    this.sink = sink;
  }

  void count(ShowCardinality show) {
    if (isShort(show)) {
      Listing.of(sink, "", "cardinality estimation").add(whole(show)).end();
      return;
    }
    Map<String, List<Table>> measurements = new Scopes(state, options)
        .tables(show.scope().database(), show.scope().sources());
    Counts counts = new Counts(show, clause(show), measurements.values(),
        new Scopes(state, options).mentions(show.scope().database(), show.scope().sources()));
    measurements.forEach(counts::add);
    counts.send();
  }

  private ShowClause clause(ShowCardinality show) {
    ShowClause clause = ShowClause.of(show.scope().condition(), options);
    return show.subject() == Subject.TAG_VALUES ? clause : clause.untimed(title(show.subject()));
  }

  private static boolean isShort(ShowCardinality show) {
    boolean wholeSubject = show.subject() == Subject.SERIES || show.subject() == Subject.MEASUREMENT;
    return wholeSubject
        && !show.exact()
        && show.scope().sources().isEmpty()
        && show.scope().condition().isEmpty()
        && show.dimensions().isEmpty()
        && show.paging().equals(Paging.NONE);
  }

  private static String title(Subject subject) {
    return subject == Subject.FIELD_KEY
        ? "SHOW FIELD KEY CARDINALITY"
        : "SHOW " + subject.text() + " EXACT CARDINALITY";
  }

  /// Nothing where the database does not exist.
  private long whole(ShowCardinality show) {
    String name = new Scopes(state, options).databaseName(show.scope().database());
    return state.database(name)
        .filter(database -> !database.isDeleted())
        .map(database -> Scopes.tablesOfAllPolicies(database, List.of()).values().stream()
            .mapToLong(this::seriesCount)
            .map(count -> show.subject() == Subject.MEASUREMENT ? Math.min(count, 1) : count)
            .sum())
        .orElse(0L);
  }

  private long seriesCount(List<Table> all) {
    Set<Object> seen = new HashSet<>();
    long only = 0;
    for (Table table : all) {
      try (LiveSeries live = LiveSeries.open(tables, table, TimeSpan.ALL)) {
        only = live.count();
        if (all.size() > 1) {
          live.sorted().forEach(series -> seen.add(live.key(series)));
        }
      }
    }
    return all.size() > 1 ? seen.size() : only;
  }

  /// The numbers of one statement, collected measurement by measurement.
  private final class Counts {
    private static final Comparator<Map<String, String>> BY_VALUES = (a, b) -> {
      var left = a.values().iterator();
      var right = b.values().iterator();
      while (left.hasNext() && right.hasNext()) {
        int order = Utf8Order.compare(left.next(), right.next());
        if (order != 0) {
          return order;
        }
      }
      return Boolean.compare(left.hasNext(), right.hasNext());
    };

    private final ShowCardinality show;
    private final SeriesFilter filter;
    private final TimeSpan span;
    private final Predicate<String> wantedKeys;
    /// Without sources none.
    private final Map<Long, Integer> mentions;
    /// By measurement, then by the tags of the group: the distinct things counted. Measurements are counted
    /// together,
    /// under no name.
    private final SortedMap<String, SortedMap<SortedMap<String, String>, Tally>> found =
        new TreeMap<>(Utf8Order::compare);

    Counts(ShowCardinality show, ShowClause clause, Collection<List<Table>> counted, Map<Long, Integer> mentions) {
      this.show = show;
      this.mentions = mentions;
      this.span = clause.span();
      this.filter = SeriesFilter.select(clause.rest(), fieldsOf(counted), show.subject() == Subject.TAG_VALUES);
      this.wantedKeys = show.match().map(NameListings::test).orElse(_ -> true);
    }

    private static Set<String> fieldsOf(Collection<List<Table>> counted) {
      return counted.stream()
          .flatMap(List::stream)
          .flatMap(table -> table.fields().stream())
          .map(Column::name)
          .collect(Collectors.toSet());
    }

    /// Names stand at the epoch: a span without it has none.
    void add(String measurement, List<Table> all) {
      if (!span.contains(0)) {
        return;
      }
      SortedMap<SortedMap<String, String>, Tally> groups = found.computeIfAbsent(
          show.subject() == Subject.MEASUREMENT ? "" : measurement, _ -> new TreeMap<>(BY_VALUES));
      for (Table table : all) {
        SortedSet<String> dimensions = dimensions(table);
        List<String> keys = table.tags().stream()
            .map(Column::name)
            .filter(wantedKeys)
            .toList();
        try (LiveSeries live = LiveSeries.open(tables, table, span)) {
          Map<Integer, Tally> ofSeries = new HashMap<>();
          NameListings.matching(live, measurement, filter.on(table)).forEach(series -> {
            Tally tally = groups.computeIfAbsent(group(live, series, dimensions), _ -> new Tally());
            switch (show.subject()) {
              case SERIES -> tally.counted += (long) live.shardCount(series) * mentions.getOrDefault(table.id(), 1);
              case FIELD_KEY -> ofSeries.put(series, tally);
              case MEASUREMENT, TAG_KEY, TAG_VALUES -> addOne(tally.distinct, table, keys, live, series);
            }
          });
          addFields(live, ofSeries);
        }
      }
    }

    private static void addFields(LiveSeries live, Map<Integer, Tally> ofSeries) {
      if (ofSeries.isEmpty()) {
        return;
      }
      for (ShardReader shard : live.shards()) {
        List<String> names = shard.fields().stream().map(Column::name).toList();
        Set<Tally> told = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int series : shard.series()) {
          Tally tally = ofSeries.get(series);
          if (tally != null && told.add(tally)) {
            tally.distinct.addAll(names);
          }
        }
      }
    }

    private void addOne(Set<Object> distinct, Table table, List<String> keys, LiveSeries live, int series) {
      switch (show.subject()) {
        case SERIES, FIELD_KEY -> throw new IllegalStateException("series and fields are counted by shard");
        case MEASUREMENT -> distinct.add(table.name());
        case TAG_KEY ->
          keys.stream()
              .filter(key -> !live.tag(series, key).isEmpty())
              .forEach(distinct::add);
        case TAG_VALUES ->
          keys.stream()
              .map(key -> live.tag(series, key))
              .filter(v -> !v.isEmpty())
              .forEach(distinct::add);
      }
    }

    private static SortedMap<String, String> group(LiveSeries live, int series, SortedSet<String> dimensions) {
      if (dimensions.isEmpty()) {
        return Collections.emptySortedMap();
      }
      SortedMap<String, String> tags = new TreeMap<>();
      dimensions.forEach(key -> tags.put(key, live.tag(series, key)));
      return tags;
    }

    private SortedSet<String> dimensions(Table table) {
      SortedSet<String> names = new TreeSet<>();
      for (Expression dimension : show.dimensions()) {
        switch (dimension) {
          case Expression.VarRef(String name, millrace.influxql.DataType _) -> names.add(name);
          case Wildcard _ -> table.tags().forEach(tag -> names.add(tag.name()));
          case Expression.RegexLiteral(String pattern) ->
            table.tags().stream()
                .map(Column::name)
                .filter(Scopes.matching(pattern))
                .forEach(names::add);
          default -> {}
        }
      }
      return names;
    }

    void send() {
      found.forEach((name, groups) -> groups.forEach((tags, tally) -> {
        if (tally.total() > 0 && new Page(show.paging()).takes()) {
          Listing.of(sink, name, tags, "count").add(tally.total()).end();
        }
      }));
    }
  }

  /// One number in the making.
  private static final class Tally {
    /// Series, each once for every shard that holds it, as the reference counts them.
    private long counted;

    private final Set<Object> distinct = new HashSet<>();

    long total() {
      return counted + distinct.size();
    }
  }
}
