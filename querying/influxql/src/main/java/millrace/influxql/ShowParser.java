package millrace.influxql;

import static millrace.influxql.TokenStream.unexpected;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.influxql.ShowStatement.Scope;
import millrace.influxql.ShowStatement.ShowCardinality;
import millrace.influxql.ShowStatement.ShowCardinality.Subject;
import millrace.influxql.ShowStatement.ShowContinuousQueries;
import millrace.influxql.ShowStatement.ShowDatabases;
import millrace.influxql.ShowStatement.ShowDiagnostics;
import millrace.influxql.ShowStatement.ShowFieldKeys;
import millrace.influxql.ShowStatement.ShowGrants;
import millrace.influxql.ShowStatement.ShowMeasurements;
import millrace.influxql.ShowStatement.ShowMeasurements.Place;
import millrace.influxql.ShowStatement.ShowPolicies;
import millrace.influxql.ShowStatement.ShowQueries;
import millrace.influxql.ShowStatement.ShowSeries;
import millrace.influxql.ShowStatement.ShowShardGroups;
import millrace.influxql.ShowStatement.ShowShards;
import millrace.influxql.ShowStatement.ShowStats;
import millrace.influxql.ShowStatement.ShowSubscriptions;
import millrace.influxql.ShowStatement.ShowTagKeys;
import millrace.influxql.ShowStatement.ShowTagValues;
import millrace.influxql.ShowStatement.ShowUsers;

/// Reads SHOW statements, after that keyword.
final class ShowParser {
  private final TokenStream tokens;
  private final ExpressionParser expressions;
  private final ClauseParser clauses;
  private final SelectParser selects;

  ShowParser(TokenStream tokens, ExpressionParser expressions, ClauseParser clauses, SelectParser selects) {
    this.tokens = tokens;
    this.expressions = expressions;
    this.clauses = clauses;
    this.selects = selects;
  }

  Statement show() {
    Token token = tokens.next();
    return switch (token.kind()) {
      case CONTINUOUS -> {
        tokens.expect(TokenKind.QUERIES);
        yield new ShowContinuousQueries();
      }
      case DATABASES -> new ShowDatabases();
      case DIAGNOSTICS -> new ShowDiagnostics(module());
      case FIELD -> field();
      case GRANTS -> {
        tokens.expect(TokenKind.FOR);
        yield new ShowGrants(tokens.identifier());
      }
      case MEASUREMENT -> cardinality(Subject.MEASUREMENT);
      case MEASUREMENTS -> measurements();
      case QUERIES -> new ShowQueries();
      case RETENTION -> {
        tokens.expect(TokenKind.POLICIES);
        yield new ShowPolicies(clauses.onDatabase());
      }
      case SERIES -> series();
      case SHARD -> {
        tokens.expect(TokenKind.GROUPS);
        yield new ShowShardGroups();
      }
      case SHARDS -> new ShowShards();
      case STATS -> new ShowStats(module());
      case SUBSCRIPTIONS -> new ShowSubscriptions();
      case TAG -> tag();
      case USERS -> new ShowUsers();
      default ->
        throw unexpected(
            token,
            "CONTINUOUS",
            "DATABASES",
            "DIAGNOSTICS",
            "FIELD",
            "GRANTS",
            "MEASUREMENT",
            "MEASUREMENTS",
            "QUERIES",
            "RETENTION",
            "SERIES",
            "SHARD",
            "SHARDS",
            "STATS",
            "SUBSCRIPTIONS",
            "TAG",
            "USERS");
    };
  }

  private String module() {
    return tokens.take(TokenKind.FOR) ? tokens.string() : "";
  }

  private Statement field() {
    Token token = tokens.next();
    return switch (token.kind()) {
      case KEY -> cardinality(Subject.FIELD_KEY);
      case KEYS -> fieldKeys();
      default -> throw unexpected(token, "KEY", "KEYS");
    };
  }

  private Statement tag() {
    Token token = tokens.next();
    return switch (token.kind()) {
      case KEY -> cardinality(Subject.TAG_KEY);
      case KEYS -> tagKeys();
      case VALUES -> tagValues();
      default -> throw unexpected(token, "KEY", "KEYS", "VALUES");
    };
  }

  private Statement fieldKeys() {
    String database = clauses.onDatabase();
    Scope scope = new Scope(database, "", fromSources(), Optional.empty());
    return new ShowFieldKeys(scope, clauses.order(), clauses.paging());
  }

  private Statement tagKeys() {
    String database = clauses.onDatabase();
    List<Source> sources = fromSources();
    Optional<NameMatch> match = tokens.peek().is(TokenKind.WITH) ? Optional.of(withKey()) : Optional.empty();
    Scope scope = new Scope(database, "", sources, clauses.condition());
    return new ShowTagKeys(scope, match, clauses.order(), clauses.fullPaging());
  }

  private Statement tagValues() {
    if (tokens.peek().is(TokenKind.EXACT) || tokens.peek().is(TokenKind.CARDINALITY)) {
      return cardinality(Subject.TAG_VALUES);
    }
    String database = clauses.onDatabase();
    List<Source> sources = fromSources();
    NameMatch match = withKey();
    Scope scope = new Scope(database, "", sources, clauses.condition());
    return new ShowTagValues(scope, match, clauses.order(), clauses.paging());
  }

  private Statement series() {
    boolean exact = tokens.take(TokenKind.EXACT);
    if (tokens.take(TokenKind.CARDINALITY)) {
      return cardinality(Subject.SERIES, exact);
    }
    String database = clauses.onDatabase();
    List<Source> sources = fromSources();
    Scope scope = new Scope(database, "", sources, clauses.condition());
    return new ShowSeries(scope, clauses.order(), clauses.paging());
  }

  private Statement cardinality(Subject subject) {
    Token token = tokens.next();
    return switch (token.kind()) {
      case EXACT -> {
        tokens.expect(TokenKind.CARDINALITY);
        yield cardinality(subject, true);
      }
      case CARDINALITY -> cardinality(subject, false);
      default -> throw unexpected(token, "EXACT", "CARDINALITY");
    };
  }

  private Statement cardinality(Subject subject, boolean exact) {
    String database = clauses.onDatabase();
    List<Source> sources = fromSources();
    Optional<NameMatch> match = subject == Subject.TAG_VALUES ? Optional.of(withKey()) : Optional.empty();
    Scope scope = new Scope(database, "", sources, clauses.condition());
    List<Expression> dimensions = clauses.dimensions();
    return new ShowCardinality(subject, exact, scope, match, dimensions, clauses.paging());
  }

  private Statement measurements() {
    Place place = Place.DATABASE;
    String database = "";
    String policy = "";
    if (tokens.take(TokenKind.ON)) {
      if (tokens.take(TokenKind.MUL)) {
        tokens.expect(TokenKind.DOT, TokenKind.MUL);
        place = Place.ALL_DATABASES;
      } else {
        database = tokens.identifier();
        if (tokens.take(TokenKind.DOT)) {
          boolean all = tokens.take(TokenKind.MUL);
          place = all ? Place.ALL_POLICIES : Place.POLICY;
          policy = all ? "" : tokens.identifier();
        }
      }
    }
    Optional<NameMatch> match = tokens.take(TokenKind.WITH) ? Optional.of(withMeasurement()) : Optional.empty();
    Scope scope = new Scope(database, policy, List.of(), clauses.condition());
    return new ShowMeasurements(scope, place, match, clauses.order(), clauses.paging());
  }

  private List<Source> fromSources() {
    return tokens.take(TokenKind.FROM) ? selects.sources(false) : List.of();
  }

  /// `MEASUREMENT = source`. What follows decides, not the operator: a regular expression after `=` matches,
  /// and a name after `=~` is compared.
  private NameMatch withMeasurement() {
    tokens.expect(TokenKind.MEASUREMENT);
    Token operator = tokens.next();
    if (!operator.is(TokenKind.EQ) && !operator.is(TokenKind.EQ_REGEX)) {
      throw unexpected(operator, "=", "=~");
    }
    return switch (selects.source(false)) {
      case Source.Measurement(String _, String _, String name) -> new NameMatch.Named(name, false);
      case Source.Pattern(String _, String _, String pattern) -> new NameMatch.Matching(pattern, false);
      case Source.Subquery _, Source.Join _ -> throw new IllegalStateException("rows as a measurement");
    };
  }

  /// `WITH KEY` and its condition.
  private NameMatch withKey() {
    tokens.expect(TokenKind.WITH, TokenKind.KEY);
    Token operator = tokens.next();
    return switch (operator.kind()) {
      case IN -> new NameMatch.OneOf(names());
      case EQ -> new NameMatch.Named(tokens.identifier(), false);
      case NEQ -> new NameMatch.Named(tokens.identifier(), true);
      case EQ_REGEX -> new NameMatch.Matching(expressions.requiredRegex().pattern(), false);
      case NEQ_REGEX -> new NameMatch.Matching(expressions.requiredRegex().pattern(), true);
      default -> throw unexpected(operator, "IN", "=", "=~");
    };
  }

  private List<String> names() {
    tokens.expect(TokenKind.OPEN_PAREN);
    List<String> names = new ArrayList<>();
    do {
      names.add(tokens.identifier());
    } while (tokens.take(TokenKind.COMMA));
    tokens.expect(TokenKind.CLOSE_PAREN);
    return names;
  }
}
