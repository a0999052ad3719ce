package millrace.catalog;

import java.util.OptionalLong;

/// A token as it is kept: never its text, only the digest.
///
/// @param sha512Hex SHA-512 of the whole token text, lower-case hex
/// @param createdMillis milliseconds since the epoch
/// @param expiryMillis milliseconds since the epoch; empty for never
public record Token(
    long id, String name, String sha512Hex, String description, long createdMillis, OptionalLong expiryMillis) {
  /// The operator token's name.
  public static final String ADMIN = "_admin";

  public boolean isExpired(long nowMillis) {
    return expiryMillis.isPresent() && expiryMillis.getAsLong() <= nowMillis;
  }
}
