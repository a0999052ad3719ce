package millrace.influxql;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.influxql.Expression.Binary;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.IntegerLiteral;
import millrace.influxql.Expression.NumberLiteral;
import millrace.influxql.Expression.Paren;
import millrace.influxql.Expression.StringLiteral;
import millrace.influxql.Expression.VarRef;

/// Reads SELECT, after that keyword, and sources, which may hold another SELECT.
final class SelectParser {
  /// Sources named in one FROM. Each is read with buffers of its own, so a short text could ask for all memory.
  static final int MOST_SOURCES = 1000;

  private final TokenStream tokens;
  private final ExpressionParser expressions;
  private final ClauseParser clauses;

  SelectParser(TokenStream tokens, ExpressionParser expressions, ClauseParser clauses) {
    this.tokens = tokens;
    this.expressions = expressions;
    this.clauses = clauses;
  }

  /// A SELECT whose INTO may be absent.
  SelectStatement select() {
    return select(false);
  }

  /// A SELECT that must have INTO.
  SelectStatement selectInto() {
    return select(true);
  }

  private SelectStatement select(boolean targetRequired) {
    List<Field> fields = fields();
    Optional<Target> into = target(targetRequired);
    tokens.expect(TokenKind.FROM);
    List<Source> sources = sources(true);
    Optional<Expression> condition = clauses.condition();
    List<Expression> dimensions = clauses.dimensions();
    Fill fill = fill();
    Optional<Expression> having = clauses.having();
    List<SortField> order = clauses.rowOrder();
    Paging paging = clauses.fullPaging();
    Optional<ZoneId> zone = zone();
    return new SelectStatement(fields, into, sources, condition, dimensions, fill, order, paging, zone)
        .withHaving(having);
  }

  private List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    do {
      fields.add(field());
    } while (clauses.takesCommaAtOnce());
    return fields;
  }

  private Field field() {
    Optional<Expression.RegexLiteral> regex = expressions.optionalRegex();
    Expression expression = regex.isPresent() ? regex.get() : valueExpression();
    return new Field(expression, tokens.take(TokenKind.AS) ? tokens.identifier() : "");
  }

  private Expression valueExpression() {
    Position start = tokens.peek().position();
    Expression expression = expressions.expression();
    Optional<Operator> truth = lastTruthOperator(expression);
    if (truth.isPresent()) {
      throw new ParseException(
          "invalid operator %s in SELECT clause at %s; operator is intended for WHERE clause"
              .formatted(truth.get().text(), start),
          start);
    }
    return expression;
  }

  /// The last operator, reading left to right, that yields true or false and is not below another such.
  private static Optional<Operator> lastTruthOperator(Expression expression) {
    return switch (expression) {
      case Paren(Expression inner) -> lastTruthOperator(inner);
      case Binary(Operator operator, Expression left, Expression right) ->
        operator.isArithmetic()
            ? lastTruthOperator(right).or(() -> lastTruthOperator(left))
            : Optional.of(operator);
      case Call(String name, List<Expression> arguments) ->
        arguments.reversed().stream()
            .flatMap(argument -> lastTruthOperator(argument).stream())
            .findFirst();
      case VarRef _, Expression.Distinct _, Expression.Wildcard _, Expression.Literal _,
          Expression.In _, Expression.IsNull _ -> Optional.empty();
    };
  }

  private Optional<Target> target(boolean required) {
    if (required) {
      tokens.expect(TokenKind.INTO);
    } else if (!tokens.take(TokenKind.INTO)) {
      return Optional.empty();
    }
    List<String> names = expressions.segments();
    if (names.size() < 3 && tokens.peekCharacter() == ':') {
      tokens.expect(TokenKind.COLON, TokenKind.MEASUREMENT);
      return Optional.of(
          names.size() == 1
              ? new Target("", names.get(0), Optional.empty())
              : new Target(names.get(0), names.get(1), Optional.empty()));
    }
    Source.Measurement name = named(names);
    return Optional.of(new Target(name.database(), name.policy(), Optional.of(name.name())));
  }

  /// Sources joined by commas.
  ///
  /// @param subqueries whether a SELECT in parentheses may be one
  List<Source> sources(boolean subqueries) {
    List<Source> sources = new ArrayList<>();
    do {
      if (sources.size() == MOST_SOURCES) {
        throw TokenStream.refused("too many sources: at most " + MOST_SOURCES, tokens.current());
      }
      Source source = source(subqueries);
      Optional<Source> join =
          subqueries && sources.isEmpty() ? new JoinParser(tokens, () -> source(true)).after(source) : Optional.empty();
      if (join.isPresent()) {
        return List.of(join.get());
      }
      sources.add(source);
    } while (tokens.take(TokenKind.COMMA));
    return sources;
  }

  Source source(boolean subqueries) {
    Optional<Expression.RegexLiteral> regex = expressions.optionalRegex();
    if (regex.isPresent()) {
      return new Source.Pattern("", "", regex.get().pattern());
    }
    if (subqueries && tokens.take(TokenKind.OPEN_PAREN)) {
      return subquery();
    }
    List<String> names = expressions.segments();
    if (names.size() == 3) {
      return named(names);
    }
    Optional<Expression.RegexLiteral> pattern = expressions.optionalRegex();
    if (pattern.isEmpty()) {
      return named(names);
    }
    String database = names.size() == 2 ? names.getFirst() : "";
    return new Source.Pattern(database, names.getLast(), pattern.get().pattern());
  }

  private Source subquery() {
    expressions.enter();
    tokens.expect(TokenKind.SELECT);
    SelectStatement inner = select();
    tokens.expect(TokenKind.CLOSE_PAREN);
    expressions.leave();
    return new Source.Subquery(inner);
  }

  private static Source.Measurement named(List<String> names) {
    return switch (names.size()) {
      case 1 -> new Source.Measurement("", "", names.get(0));
      case 2 -> new Source.Measurement("", names.get(0), names.get(1));
      default -> new Source.Measurement(names.get(0), names.get(1), names.get(2));
    };
  }

  private Fill fill() {
    Optional<Expression> written = trailingCall("fill");
    if (written.isEmpty()) {
      return Fill.Mode.NULL;
    }
    if (!(written.get() instanceof Call(String name, List<Expression> arguments))) {
      throw tokens.refusedUnplaced("fill must be a function call");
    }
    if (tokens.isExtended()
        && arguments.size() == 2
        && arguments.get(0).equals(new VarRef("previous"))
        && arguments.get(1) instanceof Expression.DurationLiteral(long nanos)
        && nanos > 0) {
      return new Fill.PreviousFor(nanos);
    }
    if (arguments.size() != 1) {
      throw tokens.refusedUnplaced("fill requires an argument, e.g.: 0, null, none, previous, linear");
    }
    return switch (arguments.getFirst()) {
      case VarRef(String mode, DataType type) when type == DataType.UNKNOWN -> fillMode(mode);
      case IntegerLiteral(long value) -> new Fill.IntegerValue(value);
      case NumberLiteral(double value) -> new Fill.FloatValue(value);
      default -> throw noFillNumber();
    };
  }

  private Fill fillMode(String mode) {
    return switch (mode) {
      case "null" -> Fill.Mode.NULL;
      case "none" -> Fill.Mode.NONE;
      case "previous" -> Fill.Mode.PREVIOUS;
      case "linear" -> Fill.Mode.LINEAR;
      default -> throw noFillNumber();
    };
  }

  private ParseException noFillNumber() {
    return tokens.refusedUnplaced("expected number argument in fill()");
  }

  private Optional<ZoneId> zone() {
    Optional<Expression> written = trailingCall("tz");
    if (written.isEmpty()) {
      return Optional.empty();
    }
    if (!(written.get() instanceof Call(String function, List<Expression> arguments))) {
      throw tokens.refusedUnplaced("tz must be a function call");
    }
    if (arguments.size() != 1) {
      throw tokens.refusedUnplaced("tz requires exactly one argument");
    }
    if (!(arguments.getFirst() instanceof StringLiteral(String name))) {
      throw tokens.refusedUnplaced("expected string argument in tz()");
    }
    Optional<ZoneId> zone = Zones.find(name);
    if (zone.isEmpty()) {
      throw tokens.refusedUnplaced("unable to find time zone " + name);
    }
    return zone;
  }

  /// The expression that begins with a word which has a meaning only here.
  private Optional<Expression> trailingCall(String word) {
    Token token = tokens.peek();
    boolean present = token.is(TokenKind.IDENTIFIER) && token.text().equalsIgnoreCase(word);
    return present ? Optional.of(expressions.expression()) : Optional.empty();
  }
}
