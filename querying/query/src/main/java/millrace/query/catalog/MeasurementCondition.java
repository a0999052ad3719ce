package millrace.query.catalog;

import com.google.re2j.Pattern;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Binary;
import millrace.influxql.Expression.BooleanLiteral;
import millrace.influxql.Expression.Paren;
import millrace.influxql.Expression.RegexLiteral;
import millrace.influxql.Expression.StringLiteral;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Operator;
import millrace.query.QueryException;

/// The WHERE clause of SHOW MEASUREMENTS, which InfluxQL decides per measurement and not per series: each comparison
/// asks whether any series of the measurement has such a value, and AND and OR join the answers. A measurement without
/// the tag never fulfils a comparison, and with it fulfils a negated one when no series has the value. IS NULL holds where
/// no series has the tag.
final class MeasurementCondition {
  private MeasurementCondition() {}

  /// Whether a measurement fulfils a clause.
  ///
  /// @param values the values of a tag over all series of the measurement
  /// @throws QueryException when the clause compares anything but tags with strings
  static boolean holds(Expression clause, String measurement, Function<String, Set<String>> values) {
    return switch (clause) {
      case Paren(Expression inner) -> holds(inner, measurement, values);
      case BooleanLiteral(boolean value) -> value;
      case Binary(Operator operator, Expression left, Expression right) ->
        switch (operator) {
          case AND -> holds(left, measurement, values) & holds(right, measurement, values);
          case OR -> holds(left, measurement, values) | holds(right, measurement, values);
          case EQ, NEQ, EQ_REGEX, NEQ_REGEX -> compares(operator, left, right, measurement, values);
          default -> throw new QueryException("invalid tag comparison operator");
        };
      case Expression.IsNull(Expression operand, boolean negated) when operand.unwrapped() instanceof VarRef key ->
        values.apply(key.name()).isEmpty() != negated;
      default -> throw new QueryException("invalid condition expression: " + clause);
    };
  }

  private static boolean compares(
      Operator operator,
      Expression left,
      Expression right,
      String measurement,
      Function<String, Set<String>> values) {
    if (!(left instanceof VarRef key)) {
      throw new QueryException("left side of '" + operator.text() + "' must be a tag key");
    }
    Predicate<String> test = test(operator, right);
    boolean positive = operator == Operator.EQ || operator == Operator.EQ_REGEX;
    if (key.name().equals("_name")) {
      return test.test(measurement) == positive;
    }
    Set<String> found = values.apply(key.name());
    return !found.isEmpty() && found.stream().anyMatch(test) == positive;
  }

  private static Predicate<String> test(Operator operator, Expression value) {
    if (operator.isRegex()) {
      if (value instanceof RegexLiteral(String pattern)) {
        Pattern compiled = Pattern.compile(pattern);
        return text -> compiled.matcher(text).find();
      }
      throw new QueryException("right side of '" + operator.text() + "' must be a regular expression");
    }
    if (value instanceof StringLiteral(String wanted)) {
      return wanted::equals;
    }
    throw new QueryException("right side of '" + operator.text() + "' must be a tag value string");
  }
}
