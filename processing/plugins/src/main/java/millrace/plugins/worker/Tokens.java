package millrace.plugins.worker;

import java.security.SecureRandom;
import java.util.HexFormat;

/// Secrets by which a worker process proves that it is the one that was started.
final class Tokens {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 24;

  private Tokens() {}

  static String next() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
