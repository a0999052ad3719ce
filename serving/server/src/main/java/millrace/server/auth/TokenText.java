package millrace.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/// The text of tokens: `apiv3_` and 64 random bytes in base64url, 92 characters.
public final class TokenText {
  static final String PREFIX = "apiv3_";
  private static final int RANDOM_BYTES = 64;

  private TokenText() {}

  /// A new token.
  public static String generate(SecureRandom random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// SHA-512 of the whole text in lower-case hex, as the catalog keeps it.
  static String digest(String token) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-512").digest(token.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
