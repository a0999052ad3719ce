package millrace.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import millrace.catalog.PasswordHash;
import millrace.catalog.User;

/// Checks passwords of users. A hash takes tens of milliseconds on purpose, which no request wants to pay twice, so a
/// password that was right is remembered: as a digest under a key that only this process knows, until the user's hash
/// changes.
///
/// Threads: any. Hashes are computed one at a time, so that guessing keeps no more than one processor busy.
final class Passwords {
  private static final int KEY_BYTES = 32;

  private final SecretKeySpec key = new SecretKeySpec(random(KEY_BYTES), "HmacSHA256");
  /// The hash of no known password: bytes as random as a hash cost nothing to make, and as much as one to compare with.
  private final PasswordHash nobody = new PasswordHash(
      PasswordHash.ITERATIONS, HexFormat.of().formatHex(random(KEY_BYTES)), HexFormat.of().formatHex(random(KEY_BYTES)));
  /// What was right last, by user. Only names of existing users get in.
  private final Map<String, Known> known = new ConcurrentHashMap<>();
  private final ReentrantLock hashing = new ReentrantLock(true);

  private record Known(PasswordHash hash, byte[] digest) {}

  /// Whether this is the user's password. Takes as long for a user that does not exist.
  boolean matches(Optional<User> user, String password) {
    if (user.isEmpty()) {
      hashed(nobody, password);
      return false;
    }
    PasswordHash hash = user.get().password();
    byte[] digest = digest(password);
    Known last = known.get(user.get().name());
    if (last != null && last.hash().equals(hash) && MessageDigest.isEqual(last.digest(), digest)) {
      return true;
    }
    boolean right = hashed(hash, password);
    if (right) {
      known.put(user.get().name(), new Known(hash, digest));
    }
    return right;
  }

  private boolean hashed(PasswordHash hash, String password) {
    hashing.lock();
    try {
      return hash.matches(password);
    } finally {
      hashing.unlock();
    }
  }

  private byte[] digest(String password) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(password.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java runtime has HMAC", impossible);
    }
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }
}
