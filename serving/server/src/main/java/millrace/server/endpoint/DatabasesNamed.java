package millrace.server.endpoint;

import java.util.List;
import millrace.influxql.ExplainStatement;
import millrace.influxql.SelectStatement;
import millrace.influxql.ShowStatement;
import millrace.influxql.Source;
import millrace.influxql.Statement;

/// Tells whether a statement says itself which database it is about, or needs none.
final class DatabasesNamed {
  private DatabasesNamed() {}

  static boolean by(Statement statement) {
    return switch (statement) {
      case SelectStatement select -> inAll(select.sources());
      case ExplainStatement explain -> inAll(explain.select().sources());
      case ShowStatement.ShowPolicies show -> !show.database().isEmpty();
      case ShowStatement.ShowMeasurements show -> in(show.scope())
          || show.place() == ShowStatement.ShowMeasurements.Place.ALL_DATABASES;
      case ShowStatement.ShowSeries show -> in(show.scope());
      case ShowStatement.ShowTagKeys show -> in(show.scope());
      case ShowStatement.ShowTagValues show -> in(show.scope());
      case ShowStatement.ShowFieldKeys show -> in(show.scope());
      case ShowStatement.ShowCardinality show -> in(show.scope());
      default -> true;
    };
  }

  private static boolean in(ShowStatement.Scope scope) {
    return !scope.database().isEmpty() || !scope.sources().isEmpty() && inAll(scope.sources());
  }

  private static boolean inAll(List<Source> sources) {
    return sources.stream().allMatch(source -> switch (source) {
      case Source.Measurement measurement -> !measurement.database().isEmpty();
      case Source.Pattern pattern -> !pattern.database().isEmpty();
      case Source.Subquery subquery -> inAll(subquery.statement().sources());
      case Source.Join join -> inAll(join.sides().stream().map(Source.Join.Side::source).toList());
    });
  }
}
