package millrace.influxql;

import static millrace.influxql.TokenStream.refused;
import static millrace.influxql.TokenStream.unexpected;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Reads the options of one retention policy, each after its first keyword, and collects them.
final class RetentionOptionsReader {
  private static final int MOST_REPLICAS = Integer.MAX_VALUE;

  private final TokenStream tokens;
  private final boolean endlessShards;
  private OptionalLong duration = OptionalLong.empty();
  private OptionalInt replication = OptionalInt.empty();
  private OptionalLong shardDuration = OptionalLong.empty();
  private OptionalLong futureLimit = OptionalLong.empty();
  private OptionalLong pastLimit = OptionalLong.empty();

  RetentionOptionsReader(TokenStream tokens) {
    this(tokens, false);
  }

  /// @param endlessShards whether `SHARD DURATION INF` is taken
  RetentionOptionsReader(TokenStream tokens, boolean endlessShards) {
    this.tokens = tokens;
    this.endlessShards = endlessShards;
  }

  /// What has been read.
  RetentionOptions options(Optional<String> name) {
    return new RetentionOptions(duration, replication, shardDuration, futureLimit, pastLimit, name);
  }

  /// Reads `SHARD DURATION d`, `FUTURE LIMIT d` and `PAST LIMIT d`, in this order, as far as they are there.
  void trailing() {
    if (tokens.take(TokenKind.SHARD)) {
      shardDuration();
    }
    if (tokens.takeWord("future")) {
      futureLimit();
    }
    if (tokens.takeWord("past")) {
      pastLimit();
    }
  }

  void duration() {
    duration = OptionalLong.of(tokens.duration());
  }

  void replication() {
    Token number = tokens.next();
    if (!number.is(TokenKind.INTEGER)) {
      throw unexpected(number, "integer");
    }
    long count;
    try {
      count = Long.parseLong(number.text());
    } catch (NumberFormatException e) {
      throw refused("strconv.Atoi: parsing \"" + number.text() + "\": value out of range", number);
    }
    if (count < 1 || count > MOST_REPLICAS) {
      throw refused("invalid value " + count + ": must be 1 <= n <= " + MOST_REPLICAS, number);
    }
    replication = OptionalInt.of((int) count);
  }

  /// A shard of no length is one of the usual length; where a database is made, INF says the same.
  void shardDuration() {
    tokens.expect(TokenKind.DURATION);
    Token token = tokens.peek();
    if (token.is(TokenKind.INF) && !endlessShards) {
      throw refused("invalid duration INF for shard duration", token);
    }
    shardDuration = OptionalLong.of(tokens.duration());
  }

  void futureLimit() {
    tokens.expect(TokenKind.LIMIT);
    futureLimit = OptionalLong.of(tokens.duration());
  }

  void pastLimit() {
    tokens.expect(TokenKind.LIMIT);
    pastLimit = OptionalLong.of(tokens.duration());
  }
}
