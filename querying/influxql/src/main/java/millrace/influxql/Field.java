package millrace.influxql;

/// One item of a SELECT list.
///
/// @param alias the name after AS; empty when there is none, and `AS ""` means the same
public record Field(Expression expression, String alias) {
  public Field(Expression expression) {
    this(expression, "");
  }

  public boolean hasAlias() {
    return !alias.isEmpty();
  }

  /// Canonical text.
  @Override
  public String toString() {
    return InfluxQlPrinter.print(this);
  }
}
