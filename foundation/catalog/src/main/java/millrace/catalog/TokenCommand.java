package millrace.catalog;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Changes to tokens. Only digests get here.
public sealed interface TokenCommand extends CatalogCommand {
  /// Creates a token that may do everything; the operator token has id 0.
  record CreateToken(String name, String sha512Hex, String description, long createdMillis, OptionalLong expiryMillis)
      implements TokenCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      return created(state, name, sha512Hex, description, createdMillis, expiryMillis, Optional.empty());
    }
  }

  /// Creates a token that may do only what its permissions say. A command of its own, so that a server that does not know
  /// limits refuses the catalog instead of taking the token for one without.
  record CreateLimitedToken(
      String name, String sha512Hex, long createdMillis, OptionalLong expiryMillis, List<TokenPermission> permissions)
      implements TokenCommand {
    public CreateLimitedToken {
      permissions = List.copyOf(permissions);
    }

    @Override
    public CatalogState applyTo(CatalogState state) {
      if (name.isEmpty() || name.equals(Token.ADMIN)) {
        throw new MillraceException(
            ErrorCode.INVALID_ARGUMENT, "a token with permissions needs a name other than " + Token.ADMIN);
      }
      if (permissions.isEmpty()) {
        throw new MillraceException(ErrorCode.INVALID_ARGUMENT, "a limited token needs at least one permission");
      }
      return created(state, name, sha512Hex, "", createdMillis, expiryMillis, Optional.of(permissions));
    }
  }

  /// Replaces a token's digest: the old text is void at once.
  record RegenerateToken(String name, String sha512Hex, long createdMillis) implements TokenCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      Token old = require(state, name);
      return state.withToken(
          new Token(old.id(), name, sha512Hex, old.description(), createdMillis, old.expiryMillis(), old.limits()));
    }
  }

  record DeleteToken(String name) implements TokenCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      require(state, name);
      return state.withoutToken(name);
    }
  }

  private static CatalogState created(
      CatalogState state,
      String name,
      String sha512Hex,
      String description,
      long createdMillis,
      OptionalLong expiryMillis,
      Optional<List<TokenPermission>> limits) {
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
        .withToken(new Token(id, name, sha512Hex, description, createdMillis, expiryMillis, limits));
  }

  private static Token require(CatalogState state, String name) {
    return state
        .token(name)
        .orElseThrow(() -> new MillraceException(ErrorCode.NOT_FOUND, "token not found: " + name));
  }
}
