package millrace.influxql;

import static millrace.influxql.TokenStream.refused;
import static millrace.influxql.TokenStream.unexpected;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import millrace.influxql.Expression.Binary;
import millrace.influxql.Expression.BooleanLiteral;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.Distinct;
import millrace.influxql.Expression.DurationLiteral;
import millrace.influxql.Expression.IntegerLiteral;
import millrace.influxql.Expression.NumberLiteral;
import millrace.influxql.Expression.Paren;
import millrace.influxql.Expression.RegexLiteral;
import millrace.influxql.Expression.StringLiteral;
import millrace.influxql.Expression.UnsignedLiteral;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Expression.Wildcard;

/// Reads expressions, and what they share with sources and clauses: dotted names, regular expressions, numbers.
final class ExpressionParser {
  /// Parentheses, calls and subqueries within each other. Far beyond what people write, well within a stack.
  static final int DEEPEST = 500;

  private final TokenStream tokens;
  private int depth;
  /// Whether the extended dialect's predicates may stand here.
  private boolean inCondition;
  /// Whether lengths of calendar months may stand here.
  private boolean inDimension;

  ExpressionParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /// Counts one more level of nesting; [#leave] ends it.
  void enter() {
    if (++depth > DEEPEST) {
      throw refused("statement nests too deeply", tokens.current());
    }
  }

  void leave() {
    depth--;
  }

  /// Operands joined by operators, by precedence.
  Expression expression() {
    Expression tree = predicated(operand());
    Optional<Operator> operator = tokens.next().kind().operator();
    while (operator.isPresent()) {
      Expression right = operator.get().isRegex() ? requiredRegex() : operand();
      tree = predicated(attach(tree, operator.get(), right));
      operator = tokens.next().kind().operator();
    }
    tokens.unscan();
    return tree;
  }

  /// An expression that is a condition: in the extended dialect, `IN` and `IS NULL` may follow operands.
  Expression condition() {
    boolean outer = inCondition;
    inCondition = tokens.isExtended();
    Expression condition = expression();
    inCondition = outer;
    return condition;
  }

  /// An item of GROUP BY: in the extended dialect, a length of time may count calendar months.
  Expression dimension() {
    boolean outer = inDimension;
    inDimension = tokens.isExtended();
    Expression dimension = expression();
    inDimension = outer;
    return dimension;
  }

  /// A tree with the predicates that follow its last operand.
  private Expression predicated(Expression tree) {
    Expression result = tree;
    while (inCondition) {
      if (tokens.takeExtension("is")) {
        boolean negated = tokens.takeExtension("not");
        if (!tokens.takeExtension("null")) {
          throw negated ? unexpected(tokens.next(), "NULL") : unexpected(tokens.next(), "NULL", "NOT NULL");
        }
        result = wrapped(result, operand -> new Expression.IsNull(operand, negated));
      } else if (tokens.takeExtension("not")) {
        tokens.expect(TokenKind.IN);
        result = in(result, true);
      } else if (tokens.take(TokenKind.IN)) {
        result = in(result, false);
      } else {
        return result;
      }
    }
    return result;
  }

  private Expression in(Expression tree, boolean negated) {
    tokens.expect(TokenKind.OPEN_PAREN);
    List<Expression.Literal> values = new ArrayList<>();
    do {
      values.add(listed());
    } while (tokens.take(TokenKind.COMMA));
    tokens.expect(TokenKind.CLOSE_PAREN);
    return wrapped(tree, operand -> new Expression.In(operand, values, negated));
  }

  private Expression.Literal listed() {
    Token start = tokens.peek();
    return switch (start.kind()) {
      case STRING, NUMBER, INTEGER, TRUE, FALSE, ADD, SUB -> {
        if (operand() instanceof Expression.Literal literal && !(literal instanceof DurationLiteral)) {
          yield literal;
        }
        throw unexpected(start, "string", "number", "bool");
      }
      default -> throw unexpected(tokens.next(), "string", "number", "bool");
    };
  }

  /// Puts a predicate around what binds tighter than AND at the right-hand end of a tree.
  private static Expression wrapped(Expression tree, UnaryOperator<Expression> predicate) {
    return tree instanceof Binary(Operator above, Expression left, Expression below) && above.isLogical()
        ? new Binary(above, left, wrapped(below, predicate))
        : predicate.apply(tree);
  }

  /// Hangs an operator into a tree at the lowest right-hand place where it binds tighter than what is above.
  private static Expression attach(Expression tree, Operator operator, Expression right) {
    if (tree instanceof Binary(Operator above, Expression left, Expression below)
        && above.precedence() < operator.precedence()) {
      return new Binary(above, left, attach(below, operator, right));
    }
    return new Binary(operator, tree, right);
  }

  private Expression operand() {
    Token token = tokens.next();
    return switch (token.kind()) {
      case OPEN_PAREN -> parenthesised();
      case IDENTIFIER -> nameOrCall(token);
      case DISTINCT -> distinct();
      case STRING -> new StringLiteral(token.text());
      case NUMBER -> new NumberLiteral(number(token));
      case INTEGER -> integer(token);
      case TRUE -> new BooleanLiteral(true);
      case FALSE -> new BooleanLiteral(false);
      case DURATION_VALUE -> length(token);
      case MUL -> wildcard();
      case REGEX -> new RegexLiteral(checkedRegex(token));
      case BOUND_PARAMETER -> throw unbound(token);
      case ADD -> signed(1);
      case SUB -> signed(-1);
      default -> throw unexpected(token, "identifier", "string", "number", "bool");
    };
  }

  private Expression parenthesised() {
    enter();
    Expression inner = expression();
    Token close = tokens.next();
    if (!close.is(TokenKind.CLOSE_PAREN)) {
      throw unexpected(close, ")");
    }
    leave();
    return new Paren(inner);
  }

  private Expression nameOrCall(Token name) {
    if (tokens.scan().is(TokenKind.OPEN_PAREN)) {
      return call(name.text());
    }
    tokens.unscan();
    tokens.unscan();
    return new VarRef(String.join(".", segments()), cast());
  }

  private Expression distinct() {
    Token after = tokens.scan();
    if (after.is(TokenKind.OPEN_PAREN)) {
      return call("distinct");
    }
    if (after.is(TokenKind.WHITESPACE)) {
      return new Distinct(tokens.identifier());
    }
    throw unexpected(after, "(", "identifier");
  }

  /// The arguments of a call, whose opening parenthesis has been read.
  private Expression call(String name) {
    enter();
    List<Expression> arguments = new ArrayList<>();
    Optional<RegexLiteral> regex = optionalRegex();
    if (regex.isEmpty()) {
      if (tokens.scan().is(TokenKind.CLOSE_PAREN)) {
        leave();
        return new Call(name.toLowerCase(Locale.ROOT), List.of());
      }
      tokens.unscan();
    }
    arguments.add(regex.isPresent() ? regex.get() : expression());
    while (tokens.take(TokenKind.COMMA)) {
      regex = optionalRegex();
      arguments.add(regex.isPresent() ? regex.get() : expression());
    }
    Token close = tokens.scan();
    if (!close.is(TokenKind.CLOSE_PAREN)) {
      throw unexpected(close, ")");
    }
    leave();
    return new Call(name.toLowerCase(Locale.ROOT), arguments);
  }

  private DataType cast() {
    if (!tokens.scan().is(TokenKind.DOUBLE_COLON)) {
      tokens.unscan();
      return DataType.UNKNOWN;
    }
    Token type = tokens.scan();
    return switch (type.kind()) {
      case FIELD -> DataType.ANY_FIELD;
      case TAG -> DataType.TAG;
      case IDENTIFIER ->
        switch (type.text().toLowerCase(Locale.ROOT)) {
          case "float" -> DataType.FLOAT;
          case "integer" -> DataType.INTEGER;
          case "unsigned" -> DataType.UNSIGNED;
          case "string" -> DataType.STRING;
          case "boolean" -> DataType.BOOLEAN;
          default ->
            throw unexpected(type, "float", "integer", "unsigned", "string", "boolean", "field", "tag");
        };
      default -> throw unexpected(type, "float", "integer", "string", "boolean", "field", "tag");
    };
  }

  private Expression wildcard() {
    if (!tokens.scan().is(TokenKind.DOUBLE_COLON)) {
      tokens.unscan();
      return new Wildcard(Wildcard.Kind.ALL);
    }
    Token kind = tokens.scan();
    return switch (kind.kind()) {
      case FIELD -> new Wildcard(Wildcard.Kind.FIELDS);
      case TAG -> new Wildcard(Wildcard.Kind.TAGS);
      default -> throw unexpected(kind, "field", "tag");
    };
  }

  /// What follows a sign. The sign of a literal becomes part of it; anything else is multiplied.
  private Expression signed(int sign) {
    Token token = tokens.peek();
    switch (token.kind()) {
      case NUMBER, INTEGER, DURATION_VALUE, OPEN_PAREN, IDENTIFIER -> {}
      default -> throw unexpected(tokens.next(), "identifier", "number", "duration", "(");
    }
    return switch (operand()) {
      case NumberLiteral(double value) -> new NumberLiteral(sign * value);
      case IntegerLiteral(long value) -> new IntegerLiteral(sign * value);
      case DurationLiteral(long nanos) -> new DurationLiteral(sign * nanos);
      case Expression.CalendarLiteral(int months) -> new Expression.CalendarLiteral(sign * months);
      case UnsignedLiteral(long bits) -> sign > 0 ? new UnsignedLiteral(bits) : negated(bits);
      case Expression other -> new Binary(Operator.MUL, new IntegerLiteral(sign), other);
    };
  }

  /// Only -2^63 has digits that need an unsigned number and a value that does not.
  private Expression negated(long bits) {
    if (bits == Long.MIN_VALUE) {
      return new IntegerLiteral(bits);
    }
    throw tokens.refusedUnplaced("constant -" + Long.toUnsignedString(bits) + " underflows int64");
  }

  private ParseException unbound(Token parameter) {
    String text = parameter.text();
    String name = text.startsWith("$") ? text.substring(1) : text;
    return tokens.refusedUnplaced(name.isEmpty() ? "empty bound parameter" : "missing parameter: " + name);
  }

  /// Names joined by dots: `a`, `a.b`, `a..c`. Ends after a dot when a regular expression or a colon follows.
  ///
  /// @return one to three parts; those between two dots may be empty
  List<String> segments() {
    List<String> parts = new ArrayList<>(3);
    parts.add(tokens.identifier());
    while (tokens.scan().is(TokenKind.DOT)) {
      int next = tokens.peekCharacter();
      if (next == '/' || next == ':') {
        return checkedSegments(parts);
      }
      parts.add(next == '.' ? "" : tokens.identifier());
    }
    tokens.unscan();
    return checkedSegments(parts);
  }

  private static List<String> checkedSegments(List<String> parts) {
    if (parts.size() <= 3) {
      return parts;
    }
    StringBuilder name = new StringBuilder("too many segments in ");
    for (String part : parts.subList(0, parts.size() - 1)) {
      name.append(part.isEmpty() ? "" : Literals.quotedIdentifier(part)).append('.');
    }
    name.append(Literals.identifier(parts.getLast()));
    throw new ParseException(name + " at " + Position.START, Position.START);
  }

  /// A regular expression if one is next, or a parameter that stands for one.
  Optional<RegexLiteral> optionalRegex() {
    if (Scanner.isSpace(tokens.peekCharacter())) {
      tokens.skipSpace();
    }
    int next = tokens.peekCharacter();
    if (next == '$') {
      boolean regex = tokens.scan().is(TokenKind.REGEX);
      tokens.unscan();
      if (!regex) {
        return Optional.empty();
      }
    } else if (next != '/') {
      return Optional.empty();
    }
    Token token = tokens.scanRegex();
    if (token.is(TokenKind.BAD_REGEX)) {
      throw refused("bad regex: " + token.text(), token);
    }
    if (!token.is(TokenKind.REGEX)) {
      throw unexpected(token, "regex");
    }
    return Optional.of(new RegexLiteral(checkedRegex(token)));
  }

  RegexLiteral requiredRegex() {
    return optionalRegex().orElseThrow(() -> unexpected(tokens.next(), "regex"));
  }

  private static String checkedRegex(Token token) {
    Optional<String> fault = RegexSyntax.fault(token.text());
    if (fault.isPresent()) {
      throw refused("error parsing regexp: " + fault.get(), token);
    }
    return token.text();
  }

  private static double number(Token token) {
    double value = Double.parseDouble(token.text());
    if (Double.isInfinite(value)) {
      throw refused("unable to parse number", token);
    }
    return value;
  }

  private static Expression integer(Token token) {
    try {
      return new IntegerLiteral(Long.parseLong(token.text()));
    } catch (NumberFormatException tooLong) {
      try {
        return new UnsignedLiteral(Long.parseUnsignedLong(token.text()));
      } catch (NumberFormatException e) {
        throw refused("unable to parse integer", token);
      }
    }
  }

  private Expression length(Token token) {
    try {
      OptionalInt months = inDimension ? Durations.parseMonths(token.text()) : OptionalInt.empty();
      return months.isPresent()
          ? new Expression.CalendarLiteral(months.getAsInt())
          : new DurationLiteral(Durations.parse(token.text()));
    } catch (IllegalArgumentException e) {
      throw tokens.refusedUnplaced(e.getMessage());
    }
  }
}
