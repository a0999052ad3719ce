package millrace.query.catalog;

import java.security.SecureRandom;

/// Where the salts of new passwords come from.
@FunctionalInterface
interface PasswordSalts {
  /// 16 bytes that no other password gets.
  byte[] next();

  static PasswordSalts random() {
    SecureRandom random = new SecureRandom();
    return () -> {
      byte[] salt = new byte[16];
      random.nextBytes(salt);
      return salt;
    };
  }
}
