package millrace.catalog;

import java.util.OptionalLong;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Changes to tokens. Only digests get here.
public sealed interface TokenCommand extends CatalogCommand {
  /// Creates a token; the operator token has id 0.
  record CreateToken(String name, String sha512Hex, String description, long createdMillis, OptionalLong expiryMillis)
      implements TokenCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      if (state.token(name).isPresent()) {
        throw new MillraceException(ErrorCode.ALREADY_EXISTS, "token name already exists, " + name);
      }
      if (state.tokens().stream().anyMatch(token -> token.sha512Hex().equals(sha512Hex))) {
        throw new MillraceException(ErrorCode.ALREADY_EXISTS, "token is registered already under another name");
      }
      boolean isOperator = name.equals(Token.ADMIN);
      long id = isOperator ? 0 : state.nextId();
      return state
          .withNextId(isOperator ? state.nextId() : id + 1)
          .withToken(new Token(id, name, sha512Hex, description, createdMillis, expiryMillis));
    }
  }

  /// Replaces a token's digest: the old text is void at once.
  record RegenerateToken(String name, String sha512Hex, long createdMillis) implements TokenCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      Token old = require(state, name);
      return state.withToken(
          new Token(old.id(), name, sha512Hex, old.description(), createdMillis, old.expiryMillis()));
    }
  }

  record DeleteToken(String name) implements TokenCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      require(state, name);
      return state.withoutToken(name);
    }
  }

  private static Token require(CatalogState state, String name) {
    return state
        .token(name)
        .orElseThrow(() -> new MillraceException(ErrorCode.NOT_FOUND, "token not found: " + name));
  }
}
