package millrace.influxql;

import static millrace.base.Checks.require;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/// A SELECT, as written: nothing is resolved, defaults are not filled in.
///
/// @param fields at least one
/// @param sources at least one
/// @param dimensions the GROUP BY items: names, wildcards, regular expressions, the call `time(...)`; any
///     other expression parses too and is for the executor to refuse
/// @param order at most one item of `time` or without a name, see [SortField]; any in [Dialect#EXTENDED]
/// @param zone the argument of `tz()`
/// @param having what rows of the result must satisfy; only in [Dialect#EXTENDED]
public record SelectStatement(
    List<Field> fields,
    Optional<Target> into,
    List<Source> sources,
    Optional<Expression> condition,
    List<Expression> dimensions,
    Fill fill,
    List<SortField> order,
    Paging paging,
    Optional<ZoneId> zone,
    Optional<Expression> having)
    implements Statement {
  public SelectStatement {
    require(!fields.isEmpty(), "a SELECT needs a field");
    require(!sources.isEmpty(), "a SELECT needs a source");
    fields = List.copyOf(fields);
    sources = List.copyOf(sources);
    dimensions = List.copyOf(dimensions);
    order = List.copyOf(order);
  }

  /// A statement without HAVING.
  public SelectStatement(
      List<Field> fields,
      Optional<Target> into,
      List<Source> sources,
      Optional<Expression> condition,
      List<Expression> dimensions,
      Fill fill,
      List<SortField> order,
      Paging paging,
      Optional<ZoneId> zone) {
    this(fields, into, sources, condition, dimensions, fill, order, paging, zone, Optional.empty());
  }

  /// Whether rows come in the order of time, which they do unless DESC is written.
  public boolean ascending() {
    return order.isEmpty() || isByColumns() || order.getFirst().ascending();
  }

  /// Whether rows are sorted by their columns, which only [Dialect#EXTENDED] can ask for.
  public boolean isByColumns() {
    return order.size() > 1 || order.stream().anyMatch(field -> !field.name().isEmpty() && !field.name().equals("time"));
  }

  public SelectStatement withFields(List<Field> other) {
    return new SelectStatement(other, into, sources, condition, dimensions, fill, order, paging, zone, having);
  }

  public SelectStatement withInto(Optional<Target> other) {
    return new SelectStatement(fields, other, sources, condition, dimensions, fill, order, paging, zone, having);
  }

  public SelectStatement withSources(List<Source> other) {
    return new SelectStatement(fields, into, other, condition, dimensions, fill, order, paging, zone, having);
  }

  public SelectStatement withCondition(Optional<Expression> other) {
    return new SelectStatement(fields, into, sources, other, dimensions, fill, order, paging, zone, having);
  }

  public SelectStatement withDimensions(List<Expression> other) {
    return new SelectStatement(fields, into, sources, condition, other, fill, order, paging, zone, having);
  }

  public SelectStatement withFill(Fill other) {
    return new SelectStatement(fields, into, sources, condition, dimensions, other, order, paging, zone, having);
  }

  public SelectStatement withOrder(List<SortField> other) {
    return new SelectStatement(fields, into, sources, condition, dimensions, fill, other, paging, zone, having);
  }

  public SelectStatement withPaging(Paging other) {
    return new SelectStatement(fields, into, sources, condition, dimensions, fill, order, other, zone, having);
  }

  public SelectStatement withHaving(Optional<Expression> other) {
    return new SelectStatement(fields, into, sources, condition, dimensions, fill, order, paging, zone, other);
  }

  /// Canonical text.
  @Override
  public String toString() {
    return InfluxQlPrinter.print(this);
  }
}
