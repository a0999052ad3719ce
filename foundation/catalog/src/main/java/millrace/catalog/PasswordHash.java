package millrace.catalog;

import static millrace.base.Checks.require;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// What is kept of a password: PBKDF2 with HMAC-SHA-256 (RFC 8018), its salt and its cost, so that the cost may grow.
///
/// @param iterations more cost the guesser, and every log-in, more
/// @param saltHex at least 16 bytes, lower-case hex
/// @param hashHex 32 bytes, lower-case hex
public record PasswordHash(int iterations, String saltHex, String hashHex) {
  /// What a new password is given.
  public static final int ITERATIONS = 100_000;

  private static final int HASH_BITS = 256;
  private static final int LEAST_SALT_BYTES = 16;

  public PasswordHash {
    require(iterations > 0, "password iterations not above zero: %d", iterations);
  }

  /// Hashes a password. Takes tens of milliseconds, on purpose.
  ///
  /// @param salt random, of this password alone
  public static PasswordHash of(String password, byte[] salt, int iterations) {
    require(salt.length >= LEAST_SALT_BYTES, "password salt too short: %d bytes", salt.length);
    HexFormat hex = HexFormat.of();
    return new PasswordHash(iterations, hex.formatHex(salt), hex.formatHex(derive(password, salt, iterations)));
  }

  /// Whether this is the hash of a password. Takes as long as hashing, and the same time whether it is or not.
  public boolean matches(String password) {
    HexFormat hex = HexFormat.of();
    byte[] derived = derive(password, hex.parseHex(saltHex), iterations);
    return MessageDigest.isEqual(derived, hex.parseHex(hashHex));
  }

  /// Leaves out what could be attacked offline.
  @Override
  public String toString() {
    return "PasswordHash[" + iterations + " iterations]";
  }

  private static byte[] derive(String password, byte[] salt, int iterations) {
    try {
      PBEKeySpec key = new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BITS);
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(key)
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has PBKDF2", e);
    }
  }
}
