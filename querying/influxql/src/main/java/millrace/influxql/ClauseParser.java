package millrace.influxql;

import static millrace.influxql.TokenStream.refused;
import static millrace.influxql.TokenStream.unexpected;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the clauses that several statements share. Each is optional and leaves its text alone when it is absent.
final class ClauseParser {
  private final TokenStream tokens;
  private final ExpressionParser expressions;

  ClauseParser(TokenStream tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
  }

  /// `ON db`; empty when absent.
  String onDatabase() {
    return tokens.take(TokenKind.ON) ? tokens.identifier() : "";
  }

  /// `WHERE condition`, which may hold what the extended dialect adds.
  Optional<Expression> condition() {
    return tokens.take(TokenKind.WHERE) ? Optional.of(expressions.condition()) : Optional.empty();
  }

  /// `HAVING condition`.
  Optional<Expression> having() {
    return tokens.takeExtension("having") ? Optional.of(expressions.condition()) : Optional.empty();
  }

  /// `ORDER BY` of a SELECT; in the extended dialect by any columns.
  List<SortField> rowOrder() {
    if (!tokens.isExtended() || !tokens.take(TokenKind.ORDER)) {
      return order();
    }
    tokens.expect(TokenKind.BY);
    Token first = tokens.peek();
    if (first.is(TokenKind.ASC) || first.is(TokenKind.DESC)) {
      return List.of(new SortField("", tokens.next().is(TokenKind.ASC)));
    }
    List<SortField> fields = new ArrayList<>();
    do {
      fields.add(sortField(String.join(".", expressions.segments())));
    } while (tokens.take(TokenKind.COMMA));
    return fields;
  }

  /// `GROUP BY` with its items.
  List<Expression> dimensions() {
    if (!tokens.take(TokenKind.GROUP)) {
      return List.of();
    }
    tokens.expect(TokenKind.BY);
    List<Expression> dimensions = new ArrayList<>();
    do {
      dimensions.add(dimension());
    } while (takesCommaAtOnce());
    return dimensions;
  }

  private Expression dimension() {
    Optional<Expression.RegexLiteral> regex = expressions.optionalRegex();
    if (regex.isPresent()) {
      return regex.get();
    }
    Expression dimension = expressions.dimension();
    tokens.skipSpace();
    return dimension;
  }

  /// A comma with nothing before it, not even a blank.
  boolean takesCommaAtOnce() {
    if (tokens.scan().is(TokenKind.COMMA)) {
      return true;
    }
    tokens.unscan();
    return false;
  }

  /// `ORDER BY`, which knows only `time` and bare directions.
  List<SortField> order() {
    if (!tokens.take(TokenKind.ORDER)) {
      return List.of();
    }
    tokens.expect(TokenKind.BY);
    SortField first = firstSortField();
    if (!tokens.take(TokenKind.COMMA)) {
      return List.of(first);
    }
    do {
      namedSortField();
    } while (tokens.take(TokenKind.COMMA));
    throw onlyTime();
  }

  private SortField firstSortField() {
    Token token = tokens.peek();
    return switch (token.kind()) {
      case ASC, DESC -> new SortField("", tokens.next().is(TokenKind.ASC));
      case IDENTIFIER -> {
        SortField field = namedSortField();
        if (!field.name().equals("time")) {
          throw onlyTime();
        }
        yield field;
      }
      default -> throw unexpected(token, "identifier", "ASC", "DESC");
    };
  }

  private SortField namedSortField() {
    return sortField(tokens.identifier());
  }

  private SortField sortField(String name) {
    boolean descending = tokens.take(TokenKind.DESC);
    if (!descending) {
      tokens.take(TokenKind.ASC);
    }
    return new SortField(name, !descending);
  }

  private ParseException onlyTime() {
    return tokens.refusedUnplaced("only ORDER BY time supported at this time");
  }

  /// `LIMIT` and `OFFSET`.
  Paging paging() {
    return new Paging(count(TokenKind.LIMIT), count(TokenKind.OFFSET));
  }

  /// `LIMIT`, `OFFSET`, `SLIMIT` and `SOFFSET`.
  Paging fullPaging() {
    long limit = count(TokenKind.LIMIT);
    long offset = count(TokenKind.OFFSET);
    long seriesLimit = count(TokenKind.SLIMIT);
    return new Paging(limit, offset, seriesLimit, count(TokenKind.SOFFSET));
  }

  /// A keyword and its number, 0 when absent. What 64 bits do not hold becomes their largest number.
  private long count(TokenKind keyword) {
    if (!tokens.take(keyword)) {
      return 0;
    }
    Token number = tokens.next();
    if (!number.is(TokenKind.INTEGER)) {
      throw unexpected(number, "integer");
    }
    if (number.text().startsWith("-")) {
      throw refused(keyword.text() + " must be >= 0", number);
    }
    try {
      return Long.parseLong(number.text());
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}
