package millrace.catalog;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// A token as it is kept: never its text, only the digest.
///
/// @param sha512Hex SHA-512 of the whole token text, lower-case hex
/// @param createdMillis milliseconds since the epoch
/// @param expiryMillis milliseconds since the epoch; empty for never
/// @param limits all that the token may do; empty for a token that may do everything, as all of older catalogs may
public record Token(
    long id,
    String name,
    String sha512Hex,
    String description,
    long createdMillis,
    OptionalLong expiryMillis,
    Optional<List<TokenPermission>> limits) {
  /// The operator token's name.
  public static final String ADMIN = "_admin";

  public Token {
    limits = limits.map(List::copyOf);
  }

  public boolean isExpired(long nowMillis) {
    return expiryMillis.isPresent() && expiryMillis.getAsLong() <= nowMillis;
  }

  /// Whether the token may read a database.
  public boolean mayRead(String database) {
    return limits.isEmpty()
        || limits.get().stream().anyMatch(limit -> limit.covers(database) && limit.right().canRead());
  }

  /// Whether the token may write to a database.
  public boolean mayWrite(String database) {
    return limits.isEmpty()
        || limits.get().stream().anyMatch(limit -> limit.covers(database) && limit.right().canWrite());
  }

  /// What the token may do as listings show it: `*:*:*` for everything, else permissions separated by semicolons.
  public String permissions() {
    return limits
        .map(all -> all.stream().map(TokenPermission::text).collect(Collectors.joining(";")))
        .orElse("*:*:*");
  }
}
