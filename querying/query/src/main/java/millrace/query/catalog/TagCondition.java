package millrace.query.catalog;

import static millrace.influxql.Operator.AND;
import static millrace.influxql.Operator.EQ;
import static millrace.influxql.Operator.EQ_REGEX;
import static millrace.influxql.Operator.NEQ;
import static millrace.influxql.Operator.NEQ_REGEX;
import static millrace.influxql.Operator.OR;

import com.google.re2j.Pattern;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Binary;
import millrace.influxql.Expression.BooleanLiteral;
import millrace.influxql.Expression.Paren;
import millrace.influxql.Expression.RegexLiteral;
import millrace.influxql.Expression.StringLiteral;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Operator;
import millrace.query.QueryException;

/// A condition on the tags of a series. A tag the series lacks is an empty string; `_name` is the measurement. What is
/// no comparison of tags, such as a tag with a number, holds for no series.
///
/// Threads: one; verdicts of regular expressions are remembered per value.
@FunctionalInterface
interface TagCondition {
  /// Holds for every series.
  TagCondition ALL = _ -> true;

  /// Whether a series fulfils the condition.
  ///
  /// @param tag the value of a tag by its key, never `null`
  boolean holds(UnaryOperator<String> tag);

  /// Compiles what is left of a WHERE clause without its comparisons of time.
  static TagCondition of(Optional<Expression> clause) {
    return clause.map(TagCondition::compile).orElse(ALL);
  }

  /// This condition for a statement in which a comparison with a tag the series lacks never holds, negated or not.
  static TagCondition ofPresentTags(Optional<Expression> clause) {
    return of(clause.map(TagCondition::withPresence));
  }

  /// Joins each comparison of a tag with one that asks for the tag.
  private static Expression withPresence(Expression expression) {
    return switch (expression) {
      case Paren(Expression inner) -> new Paren(withPresence(inner));
      case Binary(Operator operator, Expression left, Expression right)
      when operator.isLogical() -> new Binary(operator, withPresence(left), withPresence(right));
      case Binary(Operator _, VarRef tag, Expression _) -> present(tag, expression);
      case Binary(Operator _, Expression _, VarRef tag) -> present(tag, expression);
      default -> expression;
    };
  }

  private static Expression present(VarRef tag, Expression comparison) {
    return new Paren(new Binary(AND, new Binary(NEQ, tag, new StringLiteral("")), comparison));
  }

  /// Refuses a clause that orders values.
  ///
  /// @throws QueryException `invalid tag comparison operator`
  static void requireEqualities(Optional<Expression> clause) {
    clause.ifPresent(TagCondition::requireEquality);
  }

  /// As [#requireEqualities], for statements to which a comparison that names no tag on its left means nothing.
  static void requireNamedEqualities(Optional<Expression> clause) {
    comparisons(clause, comparison -> {
      if (!(isEquality(comparison.operator()) && !(comparison.left() instanceof VarRef))) {
        requireEquality(comparison);
      }
    });
  }

  /// As [#requireEqualities], for statements that insist on a tag on the left.
  ///
  /// @throws QueryException `left side of '=' must be a tag key` as well
  static void requireKeyedEqualities(Optional<Expression> clause) {
    comparisons(clause, comparison -> {
      if (isEquality(comparison.operator()) && !(comparison.left() instanceof VarRef)) {
        throw new QueryException("left side of '" + comparison.operator().text() + "' must be a tag key");
      }
      requireEquality(comparison);
    });
  }

  private static boolean isEquality(Operator operator) {
    return operator == EQ || operator == NEQ || operator.isRegex();
  }

  private static void comparisons(Optional<Expression> clause, Consumer<Binary> visitor) {
    clause.ifPresent(expression -> {
      switch (expression) {
        case Paren(Expression inner) -> comparisons(Optional.of(inner), visitor);
        case Binary binary when binary.operator().isLogical() -> {
          comparisons(Optional.of(binary.left()), visitor);
          comparisons(Optional.of(binary.right()), visitor);
        }
        case Binary binary -> visitor.accept(binary);
        default -> {}
      }
    });
  }

  /// The names a clause compares.
  static Set<String> names(Optional<Expression> clause) {
    Set<String> names = new HashSet<>();
    clause.ifPresent(expression -> collect(expression, names));
    return names;
  }

  private static TagCondition compile(Expression expression) {
    return switch (expression) {
      case Paren(Expression inner) -> compile(inner);
      case BooleanLiteral(boolean value) -> _ -> value;
      case Binary(Operator operator, Expression left, Expression right) -> {
        if (operator.isLogical()) {
          TagCondition first = compile(left);
          TagCondition second = compile(right);
          yield operator == AND
              ? tag -> first.holds(tag) && second.holds(tag)
              : tag -> first.holds(tag) || second.holds(tag);
        }
        yield left instanceof VarRef key
            ? comparison(operator, key, right)
            : right instanceof VarRef key ? comparison(operator, key, left) : _ -> false;
      }
      case Expression.IsNull(Expression operand, boolean negated) ->
        operand.unwrapped() instanceof VarRef key ? tag -> tag.apply(key.name()).isEmpty() != negated : _ -> false;
      default -> _ -> false;
    };
  }

  private static TagCondition comparison(Operator operator, VarRef key, Expression value) {
    String name = key.name();
    return switch (value) {
      case StringLiteral(String text)
      when operator == EQ -> tag -> tag.apply(name).equals(text);
      case StringLiteral(String text)
      when operator == NEQ -> tag -> !tag.apply(name).equals(text);
      case RegexLiteral(String pattern) when operator == EQ_REGEX -> matches(name, pattern, true);
      case RegexLiteral(String pattern) when operator == NEQ_REGEX -> matches(name, pattern, false);
      case VarRef other when operator == EQ -> tag -> tag.apply(name).equals(tag.apply(other.name()));
      case VarRef other when operator == NEQ -> tag -> !tag.apply(name).equals(tag.apply(other.name()));
      default -> _ -> false;
    };
  }

  private static TagCondition matches(String name, String pattern, boolean wanted) {
    Pattern compiled = Pattern.compile(pattern);
    Map<String, Boolean> verdicts = new HashMap<>();
    return tag -> verdicts.computeIfAbsent(
            tag.apply(name), value -> compiled.matcher(value).find())
        == wanted;
  }

  private static void requireEquality(Expression expression) {
    switch (expression) {
      case Paren(Expression inner) -> requireEquality(inner);
      case Binary(Operator operator, Expression left, Expression right) -> {
        switch (operator) {
          case EQ, NEQ, EQ_REGEX, NEQ_REGEX, AND, OR -> {
            requireEquality(left);
            requireEquality(right);
          }
          default -> throw new QueryException("invalid tag comparison operator");
        }
      }
      default -> {}
    }
  }

  private static void collect(Expression expression, Set<String> names) {
    switch (expression) {
      case Paren(Expression inner) -> collect(inner, names);
      case Binary(Operator _, Expression left, Expression right) -> {
        collect(left, names);
        collect(right, names);
      }
      case Expression.IsNull(Expression operand, boolean _) -> collect(operand, names);
      case VarRef(String name, millrace.influxql.DataType _) -> names.add(name);
      default -> {}
    }
  }
}
