package millrace.query.select;

import java.util.List;
import java.util.Optional;
import millrace.columns.ColumnType;
import millrace.influxql.DataType;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Binary;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.Paren;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Field;
import millrace.query.QueryException;
import millrace.query.compile.CompiledSelect;
import millrace.query.compile.RowStage;
import millrace.query.compile.Walk;
import millrace.query.expression.MathFunctions;
import millrace.query.iterator.IteratorOptions;

/// Puts HAVING, ORDER BY columns and the LIMIT after them behind a statement's rows.
final class RowStages {
  private final RowCursor rows;
  private final List<Field> columns;
  private final List<String> tags;

  private RowStages(RowCursor rows, List<Field> columns, List<String> tags) {
    this.rows = rows;
    this.columns = columns;
    this.tags = tags;
  }

  /// @param rows of the statement, not limited
  /// @param columns the fields the rows' columns come from
  /// @param options of the statement, with its limit
  static RowCursor over(RowCursor rows, CompiledSelect select, List<Field> columns, IteratorOptions options) {
    RowStage stage = select.stage();
    List<String> tags = select.dimensions().stream().map(dimension -> ((VarRef) dimension).name()).toList();
    RowStages stages = new RowStages(rows, columns, tags);
    RowCursor result = rows;
    if (stage.having().isPresent()) {
      result = new FilterCursor(rows, stages.resolved(stage.having().get()));
    }
    if (!stage.order().isEmpty()) {
      List<SortCursor.Key> keys =
          stage.order().stream().map(field -> stages.key(field.name(), field.ascending())).toList();
      result = new SortCursor(result, keys, options.context().memory());
    }
    return options.isLimited() ? new LimitCursor(result, options.limit(), options.offset()) : result;
  }

  private SortCursor.Key key(String name, boolean ascending) {
    int column = rows.names().indexOf(name);
    if (column >= 0) {
      return new SortCursor.Key.Column(column, ascending);
    }
    if (name.equals("time")) {
      return new SortCursor.Key.Time(ascending);
    }
    if (tags.contains(name)) {
      return new SortCursor.Key.Tag(name, ascending);
    }
    throw new QueryException("ORDER BY names no column: " + name);
  }

  /// The condition with references to columns for everything the statement selects.
  private Expression resolved(Expression condition) {
    Optional<VarRef> column = column(condition);
    if (column.isPresent()) {
      return column.get();
    }
    return switch (condition) {
      case VarRef ref when tags.contains(ref.name()) -> new VarRef(ref.name(), DataType.TAG);
      case VarRef ref -> throw new QueryException("HAVING names no column: " + ref.name());
      case Call call when MathFunctions.isMath(call.name()) ->
          new Call(call.name(), call.arguments().stream().map(this::resolved).toList());
      case Call call -> throw new QueryException("HAVING names what is not selected: " + call);
      case Binary binary -> new Binary(binary.operator(), resolved(binary.left()), resolved(binary.right()));
      case Paren paren -> new Paren(resolved(paren.inner()));
      case Expression.In in -> new Expression.In(resolved(in.operand()), in.values(), in.negated());
      case Expression.IsNull test -> new Expression.IsNull(resolved(test.operand()), test.negated());
      case Expression.Literal literal -> literal;
      case Expression.Distinct _, Expression.Wildcard _ ->
          throw new QueryException("HAVING names what is not selected: " + condition);
    };
  }

  /// The column an expression stands for, by its name or by what it is computed from.
  private Optional<VarRef> column(Expression expression) {
    if (expression instanceof Expression.Literal) {
      return Optional.empty();
    }
    int index = expression instanceof VarRef ref ? rows.names().indexOf(ref.name()) : -1;
    for (int i = 0; index < 0 && i < columns.size(); i++) {
      index = untyped(columns.get(i).expression()).equals(untyped(expression)) ? i : -1;
    }
    return index < 0
        ? Optional.empty()
        : Optional.of(new VarRef(rows.names().get(index), dataType(rows.types().get(index))));
  }

  private static Expression untyped(Expression expression) {
    return Walk.rebuild(expression, e -> e instanceof VarRef ref ? new VarRef(ref.name()) : e);
  }

  private static DataType dataType(ColumnType type) {
    return switch (type) {
      case FLOAT -> DataType.FLOAT;
      case INTEGER -> DataType.INTEGER;
      case UNSIGNED -> DataType.UNSIGNED;
      case BOOLEAN -> DataType.BOOLEAN;
      case STRING, TAG -> DataType.STRING;
    };
  }
}
