package millrace.query.compile;

import java.util.ArrayList;
import java.util.List;
import millrace.influxql.DataType;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.Distinct;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Field;
import millrace.influxql.SelectStatement;
import millrace.influxql.Source;
import millrace.query.QueryException;
import millrace.query.expression.Condition;
import millrace.query.expression.Folding;
import millrace.query.expression.Scope;
import millrace.query.time.ZoneOffsets;

/// Checks a SELECT and its subqueries and brings them into the form execution wants. Messages and the order of checks
/// are the reference's.
public final class SelectCompiler {
  private final long nowNanos;

  /// @param nowNanos what `now()` means
  public SelectCompiler(long nowNanos) {
    this.nowNanos = nowNanos;
  }

  /// Compiles a statement whose sources and target are fully named.
  ///
  /// @throws QueryException when the statement cannot be run
  public CompiledSelect compile(SelectStatement statement) {
    Head head = head(statement);
    return compile(statement, head, statement.ascending(), head.interval(), false);
  }

  /// What is read before the fields.
  private record Head(Scope scope, Condition condition, DimensionCompiler dimensions) {
    Interval interval() {
      return dimensions.interval();
    }
  }

  private Head head(SelectStatement statement) {
    ZoneOffsets zone = new ZoneOffsets(statement.zone().orElse(java.time.ZoneOffset.UTC));
    Scope scope = new Scope(nowNanos, zone);
    Condition condition = Condition.of(statement.condition(), scope);
    condition.rest().ifPresent(ConditionCheck::check);
    DimensionCompiler dimensions = new DimensionCompiler(scope);
    dimensions.compile(statement.dimensions());
    return new Head(scope, condition, dimensions);
  }

  /// @param interval the statement's interval, or the one it inherits
  private CompiledSelect compile(
      SelectStatement statement, Head head, boolean ascending, Interval interval, boolean inherited) {
    List<Field> fields = new ArrayList<>();
    String timeName = "time";
    FieldCompiler check =
        new FieldCompiler(
            interval.isPresent(), inherited, statement.paging().limit(), statement.into().isPresent());
    Folding folding = Folding.in(head.scope());
    for (Field field : statement.fields()) {
      if (field.expression() instanceof VarRef ref && ref.name().equals("time")) {
        timeName = field.hasAlias() ? field.alias() : timeName;
        continue;
      }
      Expression folded = folding.fold(field.expression());
      check.compile(folded);
      interval.calendar().ifPresent(windows -> CallRules.overCalendar(folded));
      if (folded instanceof Call call && call.name().equals("histogram")) {
        fields.add(new Field(new VarRef("le", DataType.FLOAT), "le"));
        fields.add(new Field(call, field.hasAlias() ? field.alias() : "count"));
        continue;
      }
      fields.add(new Field(withoutDistinct(folded), field.alias()));
    }
    check.finish(statement.fill());
    List<CompiledSource> sources = new ArrayList<>();
    for (Source source : statement.sources()) {
      sources.add(compile(source, ascending, interval));
    }
    return new CompiledSelect(
        fields,
        timeName,
        statement.into(),
        sources,
        head.condition().rest(),
        head.condition().bounds(),
        head.dimensions().dimensions(),
        head.interval(),
        check.extraIntervals(),
        statement.fill(),
        ascending,
        statement.paging(),
        check.isRaw(),
        stage(statement, folding),
        head.scope());
  }

  private static RowStage stage(SelectStatement statement, Folding folding) {
    return new RowStage(
        statement.having().map(folding::fold), statement.isByColumns() ? statement.order() : List.of());
  }

  private CompiledSource compile(Source source, boolean ascending, Interval outer) {
    return switch (source) {
      case Source.Measurement measurement -> new CompiledSource.Table(measurement);
      case Source.Pattern pattern -> new CompiledSource.Tables(pattern);
      case Source.Subquery subquery -> new CompiledSource.Rows(compileInner(subquery.statement(), ascending, outer));
    };
  }

  private CompiledSelect compileInner(SelectStatement statement, boolean ascending, Interval outer) {
    Head head = head(statement);
    if (!statement.order().isEmpty() && statement.ascending() != ascending) {
      throw new QueryException("subqueries must be ordered in the same direction as the query itself");
    }
    boolean inherited = outer.isPresent() && !head.interval().isPresent();
    return compile(statement, head, ascending, inherited ? outer : head.interval(), inherited);
  }

  private static Expression withoutDistinct(Expression expression) {
    return Walk.rebuild(
        expression,
        e -> e instanceof Distinct distinct ? new Call("distinct", List.of(new VarRef(distinct.name()))) : e);
  }
}
