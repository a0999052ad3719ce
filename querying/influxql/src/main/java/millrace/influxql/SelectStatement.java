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
/// @param order at most one item, see [SortField]
/// @param zone the argument of `tz()`
public record SelectStatement(
    List<Field> fields,
    Optional<Target> into,
    List<Source> sources,
    Optional<Expression> condition,
    List<Expression> dimensions,
    Fill fill,
    List<SortField> order,
    Paging paging,
    Optional<ZoneId> zone)
    implements Statement {
  public SelectStatement {
    require(!fields.isEmpty(), "a SELECT needs a field");
    require(!sources.isEmpty(), "a SELECT needs a source");
    fields = List.copyOf(fields);
    sources = List.copyOf(sources);
    dimensions = List.copyOf(dimensions);
    order = List.copyOf(order);
  }

  /// Whether rows come in the order of time, which they do unless DESC is written.
  public boolean ascending() {
    return order.isEmpty() || order.getFirst().ascending();
  }

  public SelectStatement withFields(List<Field> other) {
    return new SelectStatement(other, into, sources, condition, dimensions, fill, order, paging, zone);
  }

  public SelectStatement withInto(Optional<Target> other) {
    return new SelectStatement(fields, other, sources, condition, dimensions, fill, order, paging, zone);
  }

  public SelectStatement withSources(List<Source> other) {
    return new SelectStatement(fields, into, other, condition, dimensions, fill, order, paging, zone);
  }

  public SelectStatement withCondition(Optional<Expression> other) {
    return new SelectStatement(fields, into, sources, other, dimensions, fill, order, paging, zone);
  }

  public SelectStatement withDimensions(List<Expression> other) {
    return new SelectStatement(fields, into, sources, condition, other, fill, order, paging, zone);
  }

  public SelectStatement withFill(Fill other) {
    return new SelectStatement(fields, into, sources, condition, dimensions, other, order, paging, zone);
  }

  public SelectStatement withOrder(List<SortField> other) {
    return new SelectStatement(fields, into, sources, condition, dimensions, fill, other, paging, zone);
  }

  public SelectStatement withPaging(Paging other) {
    return new SelectStatement(fields, into, sources, condition, dimensions, fill, order, other, zone);
  }

  /// Canonical text.
  @Override
  public String toString() {
    return InfluxQlPrinter.print(this);
  }
}
