package millrace.influxql;

import static millrace.base.Checks.require;

import java.util.List;

/// A node of an expression. Structure is exactly what was written: nothing is typed, folded or resolved,
/// except that a sign before a literal is part of the literal.
public sealed interface Expression {
  /// A literal value.
  sealed interface Literal extends Expression {}

  /// A name: a field, a tag, or `time`, which only the executor can tell.
  ///
  /// @param name up to three dotted parts joined with `.`, unquoted
  /// @param type the cast asked for with `::`, else `UNKNOWN`
  record VarRef(String name, DataType type) implements Expression {
    public VarRef(String name) {
      this(name, DataType.UNKNOWN);
    }

    @Override
    public String toString() {
      return InfluxQlPrinter.print(this);
    }
  }

  /// A function call.
  ///
  /// @param name in lower case
  record Call(String name, List<Expression> arguments) implements Expression {
    public Call {
      arguments = List.copyOf(arguments);
    }

    @Override
    public String toString() {
      return InfluxQlPrinter.print(this);
    }
  }

  /// `DISTINCT name`, written without parentheses. Means `distinct(name)`.
  record Distinct(String name) implements Expression {
    @Override
    public String toString() {
      return InfluxQlPrinter.print(this);
    }
  }

  /// Two operands and what joins them.
  record Binary(Operator operator, Expression left, Expression right) implements Expression {
    @Override
    public String toString() {
      return InfluxQlPrinter.print(this);
    }
  }

  /// An expression in parentheses; kept, because the grouping decides printing and precedence.
  record Paren(Expression inner) implements Expression {
    @Override
    public String toString() {
      return InfluxQlPrinter.print(this);
    }
  }

  /// `*`, `*::field` or `*::tag`.
  record Wildcard(Kind kind) implements Expression {
    /// What the star stands for.
    public enum Kind {
      ALL,
      FIELDS,
      TAGS
    }

    @Override
    public String toString() {
      return InfluxQlPrinter.print(this);
    }
  }

  /// A regular expression, checked to be valid RE2 by the parser.
  ///
  /// @param pattern without slashes, `\/` already read as `/`
  record RegexLiteral(String pattern) implements Literal {
    @Override
    public String toString() {
      return InfluxQlPrinter.print(this);
    }
  }

  record StringLiteral(String value) implements Literal {
    @Override
    public String toString() {
      return InfluxQlPrinter.print(this);
    }
  }

  /// A decimal number. Equality is by bits, so that zeros of either sign differ.
  record NumberLiteral(double value) implements Literal {
    @Override
    public String toString() {
      return InfluxQlPrinter.print(this);
    }
  }

  record IntegerLiteral(long value) implements Literal {
    @Override
    public String toString() {
      return InfluxQlPrinter.print(this);
    }
  }

  /// An integer above 2^63 - 1.
  ///
  /// @param bits the unsigned value in 64 bits
  record UnsignedLiteral(long bits) implements Literal {
    @Override
    public String toString() {
      return InfluxQlPrinter.print(this);
    }
  }

  record BooleanLiteral(boolean value) implements Literal {
    @Override
    public String toString() {
      return InfluxQlPrinter.print(this);
    }
  }

  /// A length of time, such as `1h30m`. May be negative.
  record DurationLiteral(long nanos) implements Literal {
    @Override
    public String toString() {
      return InfluxQlPrinter.print(this);
    }
  }

  /// A number of calendar months, such as `1mo`, `1q` or `1y`: how long a window is, or how far windows are shifted.
  /// Only in GROUP BY of [Dialect#EXTENDED]. May be negative.
  record CalendarLiteral(int months) implements Literal {
    @Override
    public String toString() {
      return InfluxQlPrinter.print(this);
    }
  }

  /// An instant. Never written as such: the executor makes it from strings, integers and `now()`.
  ///
  /// @param nanos since the epoch
  record TimeLiteral(long nanos) implements Literal {
    @Override
    public String toString() {
      return InfluxQlPrinter.print(this);
    }
  }

  /// The absence of a value. Never written; folding makes it.
  record NilLiteral() implements Literal {
    @Override
    public String toString() {
      return InfluxQlPrinter.print(this);
    }
  }

  /// `operand IN (a, b)` or `operand NOT IN (a, b)`. Only in a condition of [Dialect#EXTENDED].
  ///
  /// @param values at least one; text, numbers, truth values
  record In(Expression operand, List<Literal> values, boolean negated) implements Expression {
    public In {
      values = List.copyOf(values);
    }

    /// The comparisons this stands for: joined by OR, or when negated by AND, in parentheses.
    public Expression asComparisons() {
      Operator compare = negated ? Operator.NEQ : Operator.EQ;
      List<Binary> each = values.stream().map(value -> new Binary(compare, operand, value)).toList();
      return new Paren(halved(negated ? Operator.AND : Operator.OR, each));
    }

    /// Joined by halves, so that a long list does not make a deep tree.
    private static Expression halved(Operator operator, List<Binary> operands) {
      int half = operands.size() / 2;
      return half == 0
          ? operands.getFirst()
          : new Binary(
              operator,
              new Paren(halved(operator, operands.subList(0, half))),
              new Paren(halved(operator, operands.subList(half, operands.size()))));
    }

    @Override
    public String toString() {
      return InfluxQlPrinter.print(this);
    }
  }

  /// `operand IS NULL` or `operand IS NOT NULL`. Only in a condition of [Dialect#EXTENDED].
  record IsNull(Expression operand, boolean negated) implements Expression {
    @Override
    public String toString() {
      return InfluxQlPrinter.print(this);
    }
  }

  /// This expression without the parentheses around it, if any.
  default Expression unwrapped() {
    Expression inner = this;
    while (inner instanceof Paren paren) {
      inner = paren.inner();
    }
    return inner;
  }

  /// Joins expressions with one operator, leftmost first.
  ///
  /// @param operands at least one
  static Expression join(Operator operator, List<? extends Expression> operands) {
    require(!operands.isEmpty(), "nothing to join with %s", operator.text());
    Expression joined = operands.getFirst();
    for (Expression operand : operands.subList(1, operands.size())) {
      joined = new Binary(operator, joined, operand);
    }
    return joined;
  }
}
