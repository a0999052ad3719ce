package millrace.query.compile;

import java.util.List;
import millrace.influxql.DataType;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Binary;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.Literal;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Field;
import millrace.influxql.Operator;
import millrace.query.QueryException;

/// The declared types of expressions.
final class Types {
  private final Schema schema;
  private final List<CompiledSource> sources;

  Types(Schema schema, List<CompiledSource> sources) {
    this.schema = schema;
    this.sources = sources;
  }

  /// The type of an expression.
  ///
  /// @throws QueryException when an operator does not fit its operands
  DataType of(Expression expression) {
    return switch (expression) {
      case VarRef ref -> of(ref);
      case Call call -> of(call);
      case Expression.Paren paren -> of(paren.inner());
      case Binary binary -> of(binary);
      case Expression.In in -> DataType.BOOLEAN;
      case Expression.IsNull test -> DataType.BOOLEAN;
      case Expression.NumberLiteral n -> DataType.FLOAT;
      case Expression.IntegerLiteral i -> DataType.INTEGER;
      case Expression.UnsignedLiteral u -> DataType.UNSIGNED;
      case Expression.StringLiteral s -> DataType.STRING;
      case Expression.BooleanLiteral b -> DataType.BOOLEAN;
      case Expression.DurationLiteral d -> DataType.UNKNOWN;
      case Expression.CalendarLiteral c -> DataType.UNKNOWN;
      case Expression.TimeLiteral t -> DataType.UNKNOWN;
      case Expression.NilLiteral n -> DataType.UNKNOWN;
      case Expression.RegexLiteral r -> DataType.UNKNOWN;
      case Expression.Wildcard w -> DataType.UNKNOWN;
      case Expression.Distinct d -> of(new VarRef(d.name()));
    };
  }

  /// The type of an expression, unknown where an operator does not fit.
  DataType lenient(Expression expression) {
    try {
      return of(expression);
    } catch (QueryException mismatch) {
      // A subquery's mistake shows as a column without values.
      return DataType.UNKNOWN;
    }
  }

  private DataType of(VarRef ref) {
    if (ref.type() != DataType.UNKNOWN && ref.type() != DataType.ANY_FIELD) {
      return ref.type();
    }
    DataType type = DataType.UNKNOWN;
    for (CompiledSource source : sources) {
      type = Schema.stronger(type, of(ref.name(), source));
    }
    return type;
  }

  private DataType of(String name, CompiledSource source) {
    if (source instanceof CompiledSource.Rows rows) {
      return ofColumn(name, rows.select());
    }
    if (source instanceof CompiledSource.Joined joined) {
      return joined.tags().contains(name)
          ? DataType.TAG
          : joined.find(name).map(found -> ofColumn(found.column(), found.side().select())).orElse(DataType.UNKNOWN);
    }
    DataType field = schema.fields(source).getOrDefault(name, DataType.UNKNOWN);
    return field == DataType.UNKNOWN && schema.tags(source).contains(name) ? DataType.TAG : field;
  }

  private DataType ofColumn(String name, CompiledSelect select) {
    for (Field field : select.fields()) {
      if (ColumnNames.of(field).equals(name)) {
        DataType type = new Types(schema, select.sources()).lenient(field.expression());
        if (type != DataType.UNKNOWN) {
          return type;
        }
        break;
      }
      if (isArgument(name, field.expression())) {
        return DataType.STRING;
      }
    }
    boolean dimension = select.dimensions().stream().anyMatch(d -> d instanceof VarRef ref && ref.name().equals(name));
    return dimension ? DataType.TAG : DataType.UNKNOWN;
  }

  /// Whether a name is one of the further columns of `top` or `bottom`.
  private static boolean isArgument(String name, Expression expression) {
    return expression instanceof Call call
        && ColumnNames.isTopOrBottom(call)
        && ColumnNames.extraArguments(call).stream().anyMatch(ref -> ref.name().equals(name));
  }

  /// The reference knows nothing of scalar functions here: they count as what their argument is, so that a subquery's
  /// sine of an integer is cut to an integer.
  private DataType of(Call call) {
    List<DataType> arguments = call.arguments().stream().map(this::of).toList();
    DataType first = arguments.isEmpty() ? DataType.UNKNOWN : arguments.getFirst();
    return switch (call.name()) {
      case "count", "elapsed", "histogram" -> DataType.INTEGER;
      case "percentile" -> Functions.isInterpolated(call) ? DataType.FLOAT : first;
      case "rate",
          "mean",
          "median",
          "integral",
          "stddev",
          "derivative",
          "non_negative_derivative",
          "moving_average",
          "exponential_moving_average",
          "double_exponential_moving_average",
          "triple_exponential_moving_average",
          "relative_strength_index",
          "triple_exponential_derivative",
          "kaufmans_efficiency_ratio",
          "kaufmans_adaptive_moving_average",
          "chande_momentum_oscillator",
          "holt_winters",
          "holt_winters_with_fit" ->
          DataType.FLOAT;
      default -> first;
    };
  }

  private DataType of(Binary binary) {
    DataType left = of(binary.left());
    DataType right = of(binary.right());
    checkUnsigned(binary, left, right);
    if (left == DataType.UNKNOWN) {
      return right;
    }
    if (right == DataType.UNKNOWN) {
      return left;
    }
    DataType result = combine(binary.operator(), left, right);
    if (result == DataType.UNKNOWN) {
      throw mismatch(binary, "incompatible types: " + left.text() + " and " + right.text());
    }
    return result;
  }

  private static void checkUnsigned(Binary binary, DataType left, DataType right) {
    boolean mixed =
        (left == DataType.UNSIGNED && right == DataType.INTEGER)
            || (left == DataType.INTEGER && right == DataType.UNSIGNED);
    if (!mixed) {
      return;
    }
    Expression unsigned = left == DataType.UNSIGNED ? binary.left() : binary.right();
    Expression integer = left == DataType.UNSIGNED ? binary.right() : binary.left();
    String operator = binary.operator().text();
    if (unsigned instanceof Literal) {
      throw mismatch(binary, "cannot use " + operator + " with an integer and unsigned literal");
    }
    if (!(integer instanceof Literal)) {
      throw mismatch(
          binary, "cannot use " + operator + " between an integer and unsigned, an explicit cast is required");
    }
  }

  private static DataType combine(Operator operator, DataType left, DataType right) {
    if (left.isNumeric() && right.isNumeric()) {
      boolean floats = left == DataType.FLOAT || right == DataType.FLOAT;
      if (floats) {
        return operator.isBitwise() ? DataType.UNKNOWN : DataType.FLOAT;
      }
      return left == right ? left : DataType.UNSIGNED;
    }
    // Only the left side is looked at: a boolean with anything is a boolean.
    return operator.isBitwise() && left == DataType.BOOLEAN ? DataType.BOOLEAN : DataType.UNKNOWN;
  }

  private static QueryException mismatch(Binary binary, String text) {
    return new QueryException("type error: " + binary + ": " + text);
  }
}
