package millrace.influxql;

/// A binary operator, with the binding strength the language gives it. All are left-associative.
public enum Operator {
  OR("OR", 1),
  AND("AND", 2),
  EQ("=", 3),
  NEQ("!=", 3),
  EQ_REGEX("=~", 3),
  NEQ_REGEX("!~", 3),
  LT("<", 3),
  LTE("<=", 3),
  GT(">", 3),
  GTE(">=", 3),
  ADD("+", 4),
  SUB("-", 4),
  BITWISE_OR("|", 4),
  BITWISE_XOR("^", 4),
  MUL("*", 5),
  DIV("/", 5),
  MOD("%", 5),
  BITWISE_AND("&", 5);

  private final String text;
  private final int precedence;

  Operator(String text, int precedence) {
    this.text = text;
    this.precedence = precedence;
  }

  /// As canonical text writes it.
  public String text() {
    return text;
  }

  /// Higher binds tighter, 1 to 5.
  public int precedence() {
    return precedence;
  }

  public boolean isLogical() {
    return this == AND || this == OR;
  }

  /// Whether this is one of `= != < <= > >=` or a regular expression match.
  public boolean isComparison() {
    return precedence == 3;
  }

  public boolean isRegex() {
    return this == EQ_REGEX || this == NEQ_REGEX;
  }

  /// Whether this is `&`, `|` or `^`.
  public boolean isBitwise() {
    return this == BITWISE_AND || this == BITWISE_OR || this == BITWISE_XOR;
  }

  public boolean isArithmetic() {
    return precedence >= 4;
  }

  /// The comparison that holds when the two sides are exchanged; any other operator is returned as it is.
  public Operator mirrored() {
    return switch (this) {
      case LT -> GT;
      case LTE -> GTE;
      case GT -> LT;
      case GTE -> LTE;
      default -> this;
    };
  }
}
