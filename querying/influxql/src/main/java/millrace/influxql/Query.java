package millrace.influxql;

import java.util.List;

/// A request's statements, in the order written. Empty statements (`;;`) leave nothing behind.
///
/// @param statements possibly empty
public record Query(List<Statement> statements) {
  public Query {
    statements = List.copyOf(statements);
  }

  /// The canonical text: statements joined with `;` and a line feed.
  @Override
  public String toString() {
    return InfluxQlPrinter.print(this);
  }
}
