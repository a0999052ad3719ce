package millrace.server.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// What a server shows of itself over TLS: a certificate with its chain and the private key, from PEM files.
/// They are checked to belong together when they are read, so that a mistake shows at the start and not at the first client.
public final class TlsIdentity {
  /// Key stores want a password even in memory.
  static final String PASSWORD = "in memory";

  private final KeyStore store;
  private final List<String> versions;
  private final Origin files;

  /// The two files, as they were when they were read.
  private record Origin(Path certificate, Path key, String minimumVersion, String stamp) {}

  private TlsIdentity(KeyStore store, List<String> versions, Origin files) {
    this.store = store;
    this.versions = versions;
    this.files = files;
  }

  /// Reads both files.
  ///
  /// @param certificate PEM: the server's certificate first, then those that lead to the authority
  /// @param key PEM: the private key without a password
  /// @param minimumVersion `tls-1.2` or `tls-1.3`
  /// @throws MillraceException with INVALID_ARGUMENT that names the file and what is wrong with it
  public static TlsIdentity load(Path certificate, Path key, String minimumVersion) {
    // Taken before they are read: what is written meanwhile shows as a change.
    Origin files = new Origin(certificate, key, minimumVersion, stamp(certificate, key));
    List<Certificate> chain = chain(certificate);
    PublicKey owner = chain.getFirst().getPublicKey();
    try {
      PrivateKey secret = PemKey.decode(read("key", key), owner);
      requirePair(secret, owner);
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", secret, PASSWORD.toCharArray(), chain.toArray(new Certificate[0]));
      return new TlsIdentity(
          store, minimumVersion.equals("tls-1.3") ? List.of("TLSv1.3") : List.of("TLSv1.3", "TLSv1.2"), files);
    } catch (GeneralSecurityException | IOException wrong) {
      throw refusal("key", key, wrong.getMessage(), wrong);
    }
  }

  /// Reads the files anew.
  ///
  /// @throws MillraceException as [#load]
  TlsIdentity again() {
    return load(files.certificate, files.key, files.minimumVersion);
  }

  /// What tells the files as they were read from later ones.
  String stamp() {
    return files.stamp;
  }

  /// The same of the files as they are now.
  String stampNow() {
    return stamp(files.certificate, files.key);
  }

  /// Cost: looks at both files without reading them.
  private static String stamp(Path certificate, Path key) {
    return stamp(certificate) + ' ' + stamp(key);
  }

  private static String stamp(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return found.lastModifiedTime() + "/" + found.size() + "/" + found.fileKey();
    } catch (IOException absent) {
      return "absent";
    }
  }

  KeyStore store() {
    return store;
  }

  /// Names of the protocol versions to speak, as the JDK spells them.
  List<String> versions() {
    return versions;
  }

  private static List<Certificate> chain(Path file) {
    byte[] pem = read("certificate", file).getBytes(StandardCharsets.ISO_8859_1);
    try {
      List<Certificate> chain =
          new ArrayList<>(CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)));
      if (chain.isEmpty()) {
        throw refusal("certificate", file, "it holds no certificate in PEM form", new IOException("empty"));
      }
      return chain;
    } catch (GeneralSecurityException wrong) {
      throw refusal("certificate", file, "it holds no certificate in PEM form", wrong);
    }
  }

  private static String read(String kind, Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException missing) {
      throw refusal(kind, file, "there is no such file", missing);
    } catch (IOException unreadable) {
      throw refusal(kind, file, unreadable.getMessage(), unreadable);
    }
  }

  /// A signature made with one must verify with the other.
  private static void requirePair(PrivateKey secret, PublicKey owner) throws GeneralSecurityException {
    String algorithm = switch (owner.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> owner.getAlgorithm();
    };
    byte[] probe = {1, 2, 3};
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(secret);
    signer.update(probe);
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(owner);
    verifier.update(probe);
    if (!verifier.verify(signer.sign())) {
      throw new GeneralSecurityException("the private key does not belong to the certificate");
    }
  }

  private static MillraceException refusal(String kind, Path file, String why, Exception cause) {
    return new MillraceException(ErrorCode.INVALID_ARGUMENT, "reading the TLS " + kind + " " + file + ": " + why, cause);
  }
}
