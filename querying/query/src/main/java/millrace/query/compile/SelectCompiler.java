package millrace.query.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.influxql.DataType;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.Distinct;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Field;
import millrace.influxql.SelectStatement;
import millrace.influxql.Source;
import millrace.query.Compatibility;
import millrace.query.QueryException;
import millrace.query.expression.Condition;
import millrace.query.expression.Folding;
import millrace.query.expression.Scope;
import millrace.query.time.TimeRanges;
import millrace.query.time.ZoneOffsets;

/// Checks a SELECT and its subqueries and brings them into the form execution wants. Messages and the order of checks
/// are the reference's.
public final class SelectCompiler {
  private final long nowNanos;
  private final Compatibility compatibility;

  /// @param nowNanos what `now()` means
  public SelectCompiler(long nowNanos, Compatibility compatibility) {
    this.nowNanos = nowNanos;
    this.compatibility = compatibility;
  }

  /// Compiles a statement whose sources and target are fully named.
  ///
  /// @throws QueryException when the statement cannot be run
  public CompiledSelect compile(SelectStatement statement) {
    SelectStatement checked = checked(statement);
    Head head = head(checked);
    return compile(checked, head, Outer.NONE.with(statement.ascending(), head.interval()), false);
  }

  /// What an inner statement takes over from the one around it.
  ///
  /// @param interval the statement's interval, or the one it inherits
  /// @param ranges instants the outer statements want, where they want several ranges
  private record Outer(boolean ascending, Interval interval, Optional<TimeRanges> ranges) {
    static final Outer NONE = new Outer(true, Interval.NONE, Optional.empty());

    Outer with(boolean newAscending, Interval newInterval) {
      return new Outer(newAscending, newInterval, ranges);
    }

    /// The instants wanted by this statement and those around it; empty when they are all between its bounds.
    Optional<TimeRanges> ranges(Condition condition) {
      TimeRanges own = condition.ranges().orElseGet(() -> TimeRanges.of(condition.bounds()));
      return Optional.of(ranges.map(own::intersect).orElse(own)).filter(TimeRanges::hasGaps);
    }
  }

  private static SelectStatement checked(SelectStatement statement) {
    return statement.sources().getFirst() instanceof Source.Join join
        ? new JoinNames(join).checked(statement)
        : statement;
  }

  /// What is read before the fields.
  private record Head(Scope scope, Condition condition, DimensionCompiler dimensions) {
    Interval interval() {
      return dimensions.interval();
    }
  }

  private Head head(SelectStatement statement) {
    ZoneOffsets zone = new ZoneOffsets(statement.zone().orElse(java.time.ZoneOffset.UTC));
    Scope scope = new Scope(nowNanos, zone, compatibility);
    Condition condition = Condition.of(statement.condition(), scope);
    condition.rest().ifPresent(ConditionCheck::check);
    DimensionCompiler dimensions = new DimensionCompiler(scope);
    dimensions.compile(statement.dimensions());
    return new Head(scope, condition, dimensions);
  }

  private CompiledSelect compile(SelectStatement statement, Head head, Outer outer, boolean inherited) {
    Interval interval = outer.interval();
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
      Expression folded = Folding.ofFields(head.scope()).fold(field.expression());
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
    Optional<TimeRanges> ranges = outer.ranges(head.condition());
    Outer around = new Outer(outer.ascending(), interval, ranges);
    List<CompiledSource> sources = new ArrayList<>();
    for (Source source : statement.sources()) {
      sources.add(compile(source, around, head.condition().rest()));
    }
    return new CompiledSelect(
        fields,
        timeName,
        statement.into(),
        sources,
        condition(head.condition().rest(), ranges, sources),
        head.condition().bounds(),
        ranges,
        head.dimensions().dimensions(),
        head.interval(),
        check.extraIntervals(),
        statement.fill(),
        outer.ascending(),
        statement.paging(),
        check.isRaw(),
        stage(statement, folding),
        head.scope());
  }

  private static RowStage stage(SelectStatement statement, Folding folding) {
    return new RowStage(
        statement.having().map(folding::fold), statement.isByColumns() ? statement.order() : List.of());
  }

  /// Several ranges of time are looked at where points are read: in the innermost statements.
  private static Optional<Expression> condition(
      Optional<Expression> rest, Optional<TimeRanges> ranges, List<CompiledSource> sources) {
    long inner =
        sources.stream().filter(s -> s instanceof CompiledSource.Rows || s instanceof CompiledSource.Joined).count();
    if (ranges.isEmpty() || inner == sources.size()) {
      return rest;
    }
    if (inner > 0) {
      throw new QueryException("time ranges joined by OR need sources that are all measurements or all subqueries");
    }
    return Optional.of(Condition.within(ranges.get(), rest));
  }

  private CompiledSource compile(Source source, Outer outer, Optional<Expression> condition) {
    return switch (source) {
      case Source.Measurement measurement -> new CompiledSource.Table(measurement);
      case Source.Pattern pattern -> new CompiledSource.Tables(pattern);
      case Source.Subquery subquery -> new CompiledSource.Rows(compileInner(subquery.statement(), outer));
      case Source.Join join -> compile(join, outer, condition);
    };
  }

  private CompiledSource compile(Source.Join join, Outer outer, Optional<Expression> condition) {
    JoinNames names = new JoinNames(join);
    List<CompiledSource.Side> sides = join.sides().stream()
        .map(
            side ->
                new CompiledSource.Side(
                    side.alias(),
                    compileInner(names.statement(side, condition), outer),
                    side.source() instanceof Source.Measurement))
        .toList();
    return new CompiledSource.Joined(join.kind(), sides, join.tags());
  }

  private CompiledSelect compileInner(SelectStatement written, Outer outer) {
    SelectStatement statement = checked(written);
    Head head = head(statement);
    if (!statement.order().isEmpty() && statement.ascending() != outer.ascending()) {
      throw new QueryException("subqueries must be ordered in the same direction as the query itself");
    }
    boolean inherited = outer.interval().isPresent() && !head.interval().isPresent();
    return compile(
        statement, head, inherited ? outer : outer.with(outer.ascending(), head.interval()), inherited);
  }

  private static Expression withoutDistinct(Expression expression) {
    return Walk.rebuild(
        expression,
        e -> e instanceof Distinct distinct ? new Call("distinct", List.of(new VarRef(distinct.name()))) : e);
  }
}
