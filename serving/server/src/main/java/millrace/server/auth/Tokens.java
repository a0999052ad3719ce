package millrace.server.auth;

import java.security.SecureRandom;
import java.util.List;
import java.util.OptionalLong;
import millrace.base.Clock;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.catalog.Catalog;
import millrace.catalog.Token;
import millrace.catalog.TokenCommand;
import millrace.catalog.TokenPermission;

/// Makes, renews and removes tokens in the catalog.
///
/// Threads: any.
public final class Tokens {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Catalog catalog;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  public Tokens(Catalog catalog, Clock clock) {
    this.catalog = catalog;
    this.clock = clock;
  }

  /// A token and, this once, its text.
  record Fresh(Token token, String text) {}

  /// Creates a token that may do everything.
  ///
  /// @param lifeMillis until it expires; empty for never
  Fresh create(String name, OptionalLong lifeMillis) {
    String text = TokenText.generate(random);
    register(name, text, "", expiry(lifeMillis));
    return fresh(name, text);
  }

  /// Creates a token that may do only what its permissions say.
  ///
  /// @param lifeMillis until it expires; empty for never
  Fresh createLimited(String name, List<TokenPermission> permissions, OptionalLong lifeMillis) {
    String text = TokenText.generate(random);
    catalog.apply(new TokenCommand.CreateLimitedToken(
        name, TokenText.digest(text), nowMillis(), expiry(lifeMillis), permissions));
    return fresh(name, text);
  }

  /// Gives the operator token a new text; the old one is void at once.
  Fresh regenerateOperator() {
    if (catalog.state().token(Token.ADMIN).isEmpty()) {
      throw new MillraceException(ErrorCode.NOT_FOUND, "missing admin token, cannot update");
    }
    String text = TokenText.generate(random);
    catalog.apply(new TokenCommand.RegenerateToken(Token.ADMIN, TokenText.digest(text), nowMillis()));
    return fresh(Token.ADMIN, text);
  }

  /// Makes a token valid whose text was made elsewhere.
  void register(String name, String text, String description, OptionalLong expiryMillis) {
    catalog.apply(
        new TokenCommand.CreateToken(name, TokenText.digest(text), description, nowMillis(), expiryMillis));
  }

  void delete(String name) {
    catalog.apply(new TokenCommand.DeleteToken(name));
  }

  boolean exists(String name) {
    return catalog.state().token(name).isPresent();
  }

  private Fresh fresh(String name, String text) {
    Token token = catalog.state().token(name).orElseThrow(
        () -> new MillraceException(ErrorCode.NOT_FOUND, "token was deleted meanwhile: " + name));
    return new Fresh(token, text);
  }

  private OptionalLong expiry(OptionalLong lifeMillis) {
    return lifeMillis.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Math.addExact(nowMillis(), lifeMillis.getAsLong()));
  }

  private long nowMillis() {
    return clock.nowNanos() / NANOS_PER_MILLI;
  }
}
