package millrace.influxql;

import static millrace.influxql.InfluxQlPrinter.condition;
import static millrace.influxql.InfluxQlPrinter.dimensions;
import static millrace.influxql.InfluxQlPrinter.named;
import static millrace.influxql.InfluxQlPrinter.order;
import static millrace.influxql.InfluxQlPrinter.paging;
import static millrace.influxql.InfluxQlPrinter.sources;

import java.util.stream.Collectors;
import millrace.influxql.ShowStatement.Scope;
import millrace.influxql.ShowStatement.ShowCardinality;
import millrace.influxql.ShowStatement.ShowContinuousQueries;
import millrace.influxql.ShowStatement.ShowDatabases;
import millrace.influxql.ShowStatement.ShowDiagnostics;
import millrace.influxql.ShowStatement.ShowFieldKeys;
import millrace.influxql.ShowStatement.ShowGrants;
import millrace.influxql.ShowStatement.ShowMeasurements;
import millrace.influxql.ShowStatement.ShowPolicies;
import millrace.influxql.ShowStatement.ShowQueries;
import millrace.influxql.ShowStatement.ShowSeries;
import millrace.influxql.ShowStatement.ShowShardGroups;
import millrace.influxql.ShowStatement.ShowShards;
import millrace.influxql.ShowStatement.ShowStats;
import millrace.influxql.ShowStatement.ShowSubscriptions;
import millrace.influxql.ShowStatement.ShowTagKeys;
import millrace.influxql.ShowStatement.ShowTagValues;
import millrace.influxql.ShowStatement.ShowUsers;

/// Writes SHOW statements as canonical text.
final class ShowPrinter {
  private ShowPrinter() {}

  static void append(StringBuilder out, ShowStatement statement) {
    switch (statement) {
      case ShowDatabases() -> out.append("SHOW DATABASES");
      case ShowPolicies(String database) -> named(out.append("SHOW RETENTION POLICIES"), " ON ", database);
      case ShowMeasurements show -> {
        out.append("SHOW MEASUREMENTS").append(place(show));
        show.match().ifPresent(match -> append(out.append(" WITH MEASUREMENT "), match));
        condition(out, show.scope().condition());
        order(out, show.order());
        paging(out, show.paging());
      }
      case ShowSeries show -> {
        scope(out.append("SHOW SERIES"), show.scope());
        condition(out, show.scope().condition());
        order(out, show.order());
        paging(out, show.paging());
      }
      case ShowTagKeys show -> {
        scope(out.append("SHOW TAG KEYS"), show.scope());
        show.match().ifPresent(match -> append(out.append(" WITH KEY "), match));
        condition(out, show.scope().condition());
        order(out, show.order());
        paging(out, show.paging());
      }
      case ShowTagValues show -> {
        scope(out.append("SHOW TAG VALUES"), show.scope());
        append(out.append(" WITH KEY "), show.match());
        condition(out, show.scope().condition());
        order(out, show.order());
        paging(out, show.paging());
      }
      case ShowFieldKeys show -> {
        scope(out.append("SHOW FIELD KEYS"), show.scope());
        order(out, show.order());
        paging(out, show.paging());
      }
      case ShowCardinality show -> append(out, show);
      case ShowShards() -> out.append("SHOW SHARDS");
      case ShowShardGroups() -> out.append("SHOW SHARD GROUPS");
      case ShowUsers() -> out.append("SHOW USERS");
      case ShowGrants(String user) -> out.append("SHOW GRANTS FOR ").append(Literals.identifier(user));
      case ShowQueries() -> out.append("SHOW QUERIES");
      case ShowSubscriptions() -> out.append("SHOW SUBSCRIPTIONS");
      case ShowContinuousQueries() -> out.append("SHOW CONTINUOUS QUERIES");
      case ShowStats(String module) -> module(out.append("SHOW STATS"), module);
      case ShowDiagnostics(String module) -> module(out.append("SHOW DIAGNOSTICS"), module);
    }
  }

  private static void append(StringBuilder out, ShowCardinality show) {
    out.append("SHOW ")
        .append(show.subject().text())
        .append(show.exact() ? " EXACT" : "")
        .append(" CARDINALITY");
    scope(out, show.scope());
    show.match().ifPresent(match -> append(out.append(" WITH KEY "), match));
    condition(out, show.scope().condition());
    dimensions(out, show.dimensions());
    paging(out, show.paging());
  }

  private static String place(ShowMeasurements show) {
    String database = Literals.identifier(show.scope().database());
    return switch (show.place()) {
      case DATABASE -> show.scope().database().isEmpty() ? "" : " ON " + database;
      case POLICY ->
        " ON " + database + "." + Literals.identifier(show.scope().policy());
      case ALL_POLICIES -> " ON " + database + ".*";
      case ALL_DATABASES -> " ON *.*";
    };
  }

  private static void scope(StringBuilder out, Scope scope) {
    named(out, " ON ", scope.database());
    sources(out, scope.sources());
  }

  private static void append(StringBuilder out, NameMatch match) {
    switch (match) {
      case NameMatch.Named(String name, boolean negated) ->
        out.append(negated ? "!= " : "= ").append(Literals.identifier(name));
      case NameMatch.OneOf one ->
        out.append(
            one.names().stream().map(Literals::identifier).collect(Collectors.joining(", ", "IN (", ")")));
      case NameMatch.Matching(String pattern, boolean negated) ->
        out.append(negated ? "!~ " : "=~ ").append(Literals.regex(pattern));
    }
  }

  private static void module(StringBuilder out, String module) {
    if (!module.isEmpty()) {
      out.append(" FOR ").append(Literals.string(module));
    }
  }
}
