package millrace.influxql;

import static millrace.influxql.TokenStream.refused;
import static millrace.influxql.TokenStream.unexpected;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import millrace.influxql.SchemaStatement.AlterPolicy;
import millrace.influxql.SchemaStatement.CreateDatabase;
import millrace.influxql.SchemaStatement.CreatePolicy;
import millrace.influxql.SchemaStatement.CreateSubscription;
import millrace.influxql.SchemaStatement.DropContinuousQuery;
import millrace.influxql.SchemaStatement.DropDatabase;
import millrace.influxql.SchemaStatement.DropPolicy;
import millrace.influxql.SchemaStatement.DropSubscription;

/// Reads statements about databases, policies and subscriptions, each after its leading keywords.
final class SchemaParser {
  private final TokenStream tokens;

  SchemaParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  Statement createDatabase() {
    String name = tokens.identifier();
    return new CreateDatabase(
        name, tokens.take(TokenKind.WITH) ? Optional.of(databaseOptions()) : Optional.empty());
  }

  private RetentionOptions databaseOptions() {
    Token first = tokens.peek();
    RetentionOptionsReader reader = new RetentionOptionsReader(tokens, true);
    if (tokens.take(TokenKind.DURATION)) {
      reader.duration();
    }
    if (tokens.take(TokenKind.REPLICATION)) {
      reader.replication();
    }
    reader.trailing();
    boolean named = tokens.take(TokenKind.NAME);
    RetentionOptions options = reader.options(named ? Optional.of(tokens.identifier()) : Optional.empty());
    if (options.equals(RetentionOptions.NONE)) {
      throw unexpected(first, "DURATION", "NAME", "REPLICATION", "SHARD");
    }
    return options;
  }

  Statement dropDatabase() {
    return new DropDatabase(tokens.identifier());
  }

  Statement createPolicy() {
    String name = tokens.identifier();
    tokens.expect(TokenKind.ON);
    String database = tokens.identifier();
    RetentionOptionsReader reader = new RetentionOptionsReader(tokens);
    tokens.expect(TokenKind.DURATION);
    reader.duration();
    tokens.expect(TokenKind.REPLICATION);
    reader.replication();
    reader.trailing();
    boolean makeDefault = tokens.take(TokenKind.DEFAULT);
    return new CreatePolicy(name, database, reader.options(Optional.empty()), makeDefault);
  }

  /// ALTER RETENTION POLICY: options in any order, each at most once, at least one.
  /// A policy called `default` may go without quotes.
  Statement alterPolicy() {
    String name = tokens.take(TokenKind.DEFAULT) ? "default" : tokens.identifier();
    tokens.expect(TokenKind.ON);
    String database = tokens.identifier();
    RetentionOptionsReader reader = new RetentionOptionsReader(tokens);
    Set<String> read = new HashSet<>();
    while (true) {
      Token token = tokens.next();
      String option = token.shown().toUpperCase(Locale.ROOT);
      if (read.contains(option)) {
        throw refused("found duplicate " + option + " option", token);
      }
      if (!readOption(token, reader)) {
        break;
      }
      read.add(option);
    }
    if (read.isEmpty()) {
      throw unexpected(tokens.current(), "DURATION", "REPLICATION", "SHARD", "DEFAULT");
    }
    tokens.unscan();
    return new AlterPolicy(name, database, reader.options(Optional.empty()), read.contains("DEFAULT"));
  }

  /// Reads the option a token begins, if it begins one.
  private static boolean readOption(Token token, RetentionOptionsReader reader) {
    switch (token.kind()) {
      case DURATION -> reader.duration();
      case REPLICATION -> reader.replication();
      case SHARD -> reader.shardDuration();
      case DEFAULT -> {}
      case IDENTIFIER -> {
        return readLimit(token, reader);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static boolean readLimit(Token token, RetentionOptionsReader reader) {
    switch (token.text().toLowerCase(Locale.ROOT)) {
      case "future" -> reader.futureLimit();
      case "past" -> reader.pastLimit();
      default -> {
        return false;
      }
    }
    return true;
  }

  Statement dropPolicy() {
    String name = tokens.identifier();
    tokens.expect(TokenKind.ON);
    return new DropPolicy(name, tokens.identifier());
  }

  Statement dropContinuousQuery() {
    String name = tokens.identifier();
    tokens.expect(TokenKind.ON);
    return new DropContinuousQuery(name, tokens.identifier());
  }

  Statement createSubscription() {
    String name = tokens.identifier();
    tokens.expect(TokenKind.ON);
    String database = tokens.identifier();
    tokens.expectAtOnce(TokenKind.DOT);
    String policy = tokens.identifier();
    tokens.expect(TokenKind.DESTINATIONS);
    Token mode = tokens.next();
    if (!mode.is(TokenKind.ALL) && !mode.is(TokenKind.ANY)) {
      throw unexpected(mode, "ALL", "ANY");
    }
    List<String> destinations = new ArrayList<>();
    do {
      destinations.add(tokens.string());
    } while (tokens.take(TokenKind.COMMA));
    return new CreateSubscription(name, database, policy, mode.is(TokenKind.ALL), destinations);
  }

  Statement dropSubscription() {
    String name = tokens.identifier();
    tokens.expect(TokenKind.ON);
    String database = tokens.identifier();
    tokens.expectAtOnce(TokenKind.DOT);
    return new DropSubscription(name, database, tokens.identifier());
  }
}
