package millrace.query.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Binary;
import millrace.influxql.Expression.Paren;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Field;
import millrace.influxql.Fill;
import millrace.influxql.Operator;
import millrace.influxql.Paging;
import millrace.influxql.SelectStatement;
import millrace.influxql.Source;
import millrace.query.QueryException;

/// Names in a SELECT over a join: tags that its sides have in common stand by themselves, everything else behind the name
/// of its side.
final class JoinNames {
  private final Source.Join join;

  JoinNames(Source.Join join) {
    this.join = join;
  }

  /// The statement with `side.tag` written as the common tag it is.
  ///
  /// @throws QueryException when a name belongs to no side, or a clause has no meaning over a join
  SelectStatement checked(SelectStatement statement) {
    Paging paging = statement.paging();
    if (paging.seriesLimit() > 0 || paging.seriesOffset() > 0) {
      throw new QueryException("SLIMIT and SOFFSET cannot be used over a join");
    }
    statement.dimensions().forEach(this::checkDimension);
    return statement
        .withFields(statement.fields().stream().map(f -> new Field(renamed(f.expression()), f.alias())).toList())
        .withCondition(statement.condition().map(this::renamed));
  }

  private void checkDimension(Expression dimension) {
    if (dimension instanceof VarRef ref && !join.tags().contains(ref.name()) && !ref.name().equalsIgnoreCase("time")) {
      throw new QueryException("GROUP BY " + ref.name() + ": a join is grouped by tags that it is ON");
    }
  }

  private Expression renamed(Expression expression) {
    return Walk.rebuild(
        expression,
        part -> switch (part) {
          case VarRef ref -> renamed(ref);
          case Expression.Distinct distinct -> {
            renamed(new VarRef(distinct.name()));
            yield distinct;
          }
          default -> part;
        });
  }

  private VarRef renamed(VarRef ref) {
    if (ref.name().equalsIgnoreCase("time") || join.tags().contains(ref.name())) {
      return ref;
    }
    for (Source.Join.Side side : join.sides()) {
      if (ref.name().startsWith(side.alias() + ".")) {
        String column = ref.name().substring(side.alias().length() + 1);
        return join.tags().contains(column) ? new VarRef(column, ref.type()) : ref;
      }
    }
    throw new QueryException(
        "columns of a join are named by their side, such as " + join.sides().getFirst().alias() + "." + ref.name()
            + ", got " + ref.name());
  }

  /// What a side reads.
  ///
  /// @param condition of the outer statement, without time: what it asks of common tags, a measurement is asked at once
  SelectStatement statement(Source.Join.Side side, Optional<Expression> condition) {
    return switch (side.source()) {
      case Source.Subquery(SelectStatement inner) -> inner;
      case Source source ->
          new SelectStatement(
              List.of(new Field(new Expression.Wildcard(Expression.Wildcard.Kind.ALL))),
              Optional.empty(),
              List.of(source),
              condition.flatMap(this::ofTags),
              join.tags().stream().<Expression>map(VarRef::new).toList(),
              Fill.Mode.NULL,
              List.of(),
              Paging.NONE,
              Optional.empty());
    };
  }

  /// Those parts of a condition, joined by AND, that are about common tags alone.
  private Optional<Expression> ofTags(Expression condition) {
    List<Expression> parts = new ArrayList<>();
    collect(condition, parts);
    return parts.stream().map(part -> (Expression) new Paren(part)).reduce((a, b) -> new Binary(Operator.AND, a, b));
  }

  private void collect(Expression condition, List<Expression> parts) {
    switch (condition) {
      case Paren(Expression inner) -> collect(inner, parts);
      case Binary(Operator operator, Expression left, Expression right) when operator == Operator.AND -> {
        collect(left, parts);
        collect(right, parts);
      }
      default -> {
        List<VarRef> names = Walk.references(condition);
        if (!names.isEmpty() && names.stream().allMatch(ref -> join.tags().contains(ref.name()))) {
          parts.add(condition);
        }
      }
    }
  }
}
