package millrace.server.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A private key in PEM, in the three forms tools write: PKCS #8 (`PRIVATE KEY`), PKCS #1 (`RSA PRIVATE KEY`) and SEC 1
/// (`EC PRIVATE KEY`). The JDK reads the first only, so the others are put into its envelope.
/// Source: RFC 7468, RFC 8017 A.1.2, RFC 5915, RFC 5958.
final class PemKey {
  private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
  /// `rsaEncryption` with its NULL parameter.
  private static final byte[] RSA = {
    0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
  };
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;

  private PemKey() {}

  /// Finds and decodes the key.
  ///
  /// @param owner the public key it has to belong to, which tells its algorithm
  /// @throws GeneralSecurityException saying what is wrong, without naming the file
  static PrivateKey decode(String text, PublicKey owner) throws GeneralSecurityException {
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      Optional<byte[]> envelope = envelope(block.group(1), block.group(2), text, owner);
      if (envelope.isPresent()) {
        return KeyFactory.getInstance(owner.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(envelope.get()));
      }
    }
    throw new GeneralSecurityException("it holds no private key in PEM form");
  }

  private static Optional<byte[]> envelope(String label, String base64, String text, PublicKey owner)
      throws GeneralSecurityException {
    boolean isKey = label.endsWith("PRIVATE KEY");
    if (isKey && (label.startsWith("ENCRYPTED") || text.contains("Proc-Type: 4,ENCRYPTED"))) {
      throw new GeneralSecurityException("the private key is encrypted; only keys without a password are supported");
    }
    return switch (label) {
      case "PRIVATE KEY" -> Optional.of(decode(base64));
      case "RSA PRIVATE KEY" -> Optional.of(wrapped(RSA, decode(base64)));
      case "EC PRIVATE KEY" -> Optional.of(wrapped(algorithm(owner), decode(base64)));
      default -> Optional.empty();
    };
  }

  private static byte[] decode(String base64) throws GeneralSecurityException {
    try {
      return Base64.getMimeDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException broken) {
      throw new GeneralSecurityException("the private key is not base64", broken);
    }
  }

  private static byte[] wrapped(byte[] algorithm, byte[] key) {
    return tagged(SEQUENCE, VERSION_0, algorithm, tagged(OCTETS, key));
  }

  /// The algorithm of an encoded public key, curve included: the first member of its outer sequence.
  private static byte[] algorithm(PublicKey key) throws GeneralSecurityException {
    byte[] encoded = key.getEncoded();
    int inner = 2 + Math.max(0, (encoded[1] & 0xff) - 0x80);
    boolean isShort = encoded.length > inner + 2 && encoded[inner] == SEQUENCE && encoded[inner + 1] >= 0;
    if (!isShort) {
      throw new GeneralSecurityException("the certificate's public key has an unusual form");
    }
    return Arrays.copyOfRange(encoded, inner, inner + 2 + encoded[inner + 1]);
  }

  private static byte[] tagged(int tag, byte[]... parts) {
    int length = List.of(parts).stream().mapToInt(part -> part.length).sum();
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 5);
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    }
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
