package millrace.influxql;

import static millrace.influxql.TokenStream.unexpected;

import java.util.List;
import java.util.Optional;
import millrace.influxql.AccessStatement.SetPassword;
import millrace.influxql.DeletionStatement.Delete;
import millrace.influxql.DeletionStatement.DropMeasurement;
import millrace.influxql.DeletionStatement.DropSeries;
import millrace.influxql.DeletionStatement.DropShard;

/// Reads one statement: chooses by its first words and hands it to the parser of its group.
final class StatementParser {
  private final TokenStream tokens;
  private final ClauseParser clauses;
  private final SelectParser selects;
  private final ShowParser shows;
  private final SchemaParser schemas;
  private final ContinuousQueryParser continuousQueries;
  private final AccessParser access;

  StatementParser(TokenStream tokens) {
    ExpressionParser expressions = new ExpressionParser(tokens);
    this.tokens = tokens;
    this.clauses = new ClauseParser(tokens, expressions);
    this.selects = new SelectParser(tokens, expressions, clauses);
    this.shows = new ShowParser(tokens, expressions, clauses, selects);
    this.schemas = new SchemaParser(tokens);
    this.continuousQueries = new ContinuousQueryParser(tokens, selects);
    this.access = new AccessParser(tokens);
  }

  Statement statement() {
    Token token = tokens.next();
    return switch (token.kind()) {
      case SELECT -> selects.select();
      case DELETE -> delete();
      case SHOW -> shows.show();
      case CREATE -> create();
      case DROP -> drop();
      case EXPLAIN -> explain();
      case GRANT -> access.grant();
      case REVOKE -> access.revoke();
      case ALTER -> {
        tokens.expect(TokenKind.RETENTION, TokenKind.POLICY);
        yield schemas.alterPolicy();
      }
      case SET -> setPassword();
      case KILL -> kill();
      default ->
        throw unexpected(
            token, "SELECT", "DELETE", "SHOW", "CREATE", "DROP", "EXPLAIN", "GRANT", "REVOKE", "ALTER",
            "SET", "KILL");
    };
  }

  private Statement create() {
    Token token = tokens.next();
    return switch (token.kind()) {
      case CONTINUOUS -> {
        tokens.expect(TokenKind.QUERY);
        yield continuousQueries.create();
      }
      case DATABASE -> schemas.createDatabase();
      case USER -> access.createUser();
      case RETENTION -> {
        tokens.expect(TokenKind.POLICY);
        yield schemas.createPolicy();
      }
      case SUBSCRIPTION -> schemas.createSubscription();
      default -> throw unexpected(token, "CONTINUOUS", "DATABASE", "USER", "RETENTION", "SUBSCRIPTION");
    };
  }

  private Statement drop() {
    Token token = tokens.next();
    return switch (token.kind()) {
      case CONTINUOUS -> {
        tokens.expect(TokenKind.QUERY);
        yield schemas.dropContinuousQuery();
      }
      case DATABASE -> schemas.dropDatabase();
      case MEASUREMENT -> new DropMeasurement(tokens.identifier());
      case RETENTION -> {
        tokens.expect(TokenKind.POLICY);
        yield schemas.dropPolicy();
      }
      case SERIES -> dropSeries();
      case SHARD -> new DropShard(tokens.unsigned());
      case SUBSCRIPTION -> schemas.dropSubscription();
      case USER -> access.dropUser();
      default ->
        throw unexpected(
            token,
            "CONTINUOUS",
            "DATABASE",
            "MEASUREMENT",
            "RETENTION",
            "SERIES",
            "SHARD",
            "SUBSCRIPTION",
            "USER");
    };
  }

  private Statement delete() {
    List<Source> sources = deletedSources();
    Optional<Expression> condition = deletedCondition(sources);
    return new Delete(sources, condition);
  }

  private Statement dropSeries() {
    List<Source> sources = deletedSources();
    Optional<Expression> condition = deletedCondition(sources);
    return new DropSeries(sources, condition);
  }

  /// `FROM sources`, which here have no database and no policy.
  private List<Source> deletedSources() {
    if (!tokens.take(TokenKind.FROM)) {
      return List.of();
    }
    List<Source> sources = selects.sources(false);
    for (Source source : sources) {
      switch (source) {
        case Source.Measurement(String database, String policy, String name) ->
          refuseQualified(database, policy);
        case Source.Pattern(String database, String policy, String pattern) ->
          refuseQualified(database, policy);
        case Source.Subquery _, Source.Join _ -> throw new IllegalStateException("subquery in a deletion");
      }
    }
    return sources;
  }

  private static void refuseQualified(String database, String policy) {
    if (!policy.isEmpty()) {
      throw atStart("retention policy not supported");
    }
    if (!database.isEmpty()) {
      throw atStart("database not supported");
    }
  }

  private static ParseException atStart(String message) {
    return new ParseException(message + " at " + Position.START, Position.START);
  }

  private Optional<Expression> deletedCondition(List<Source> sources) {
    Token token = tokens.peek();
    Optional<Expression> condition = clauses.condition();
    if (sources.isEmpty() && condition.isEmpty()) {
      throw unexpected(token, "FROM", "WHERE");
    }
    return condition;
  }

  private Statement explain() {
    boolean analyze = tokens.take(TokenKind.ANALYZE);
    boolean verbose = tokens.takeWord("verbose");
    tokens.expect(TokenKind.SELECT);
    return new ExplainStatement(selects.select(), analyze, verbose);
  }

  private Statement setPassword() {
    tokens.expect(TokenKind.PASSWORD, TokenKind.FOR);
    String user = tokens.identifier();
    tokens.expect(TokenKind.EQ);
    return new SetPassword(user, tokens.string());
  }

  private Statement kill() {
    tokens.expect(TokenKind.QUERY);
    long id = tokens.unsigned();
    return new KillQuery(id, clauses.onDatabase());
  }
}
