package millrace.plugins.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate authorities Python trusts. The interpreter that comes with the product looks for them where its
/// build machine had them, so without a named file every TLS connection of a plugin would fail.
final class CertificateBundle {
  static final String VARIABLE = "SSL_CERT_FILE";

  private static final Logger LOG = LoggerFactory.getLogger(CertificateBundle.class);
  private static final List<String> SYSTEM_FILES =
      List.of(
          "/etc/ssl/certs/ca-certificates.crt",
          "/etc/pki/tls/certs/ca-bundle.crt",
          "/etc/ssl/ca-bundle.pem",
          "/etc/ssl/cert.pem");
  private static final int LINE_LENGTH = 64;

  private CertificateBundle() {}

  /// The file to name: the user's, else the system's, else one written from the Java runtime's own authorities.
  static Optional<String> find(Map<String, String> environment, Path cacheFolder) {
    String named = environment.getOrDefault(VARIABLE, "");
    if (!named.isEmpty()) {
      return Optional.of(named);
    }
    for (String file : SYSTEM_FILES) {
      if (Files.isReadable(Path.of(file))) {
        return Optional.of(file);
      }
    }
    try {
      return Optional.of(write(cacheFolder.resolve("certificates.pem")).toString());
    } catch (IOException | GeneralSecurityException e) {
      LOG.warn("plugins cannot verify TLS servers: no file of certificate authorities: {}", e.toString());
      return Optional.empty();
    }
  }

  /// Writes the Java runtime's authorities as PEM.
  static Path write(Path file) throws IOException, GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    Base64.Encoder encoder = Base64.getMimeEncoder(LINE_LENGTH, "\n".getBytes(StandardCharsets.US_ASCII));
    StringBuilder pem = new StringBuilder();
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager trust) {
        for (X509Certificate authority : trust.getAcceptedIssuers()) {
          pem.append("-----BEGIN CERTIFICATE-----\n")
              .append(encoder.encodeToString(authority.getEncoded()))
              .append("\n-----END CERTIFICATE-----\n");
        }
      }
    }
    Files.createDirectories(file.getParent());
    Path unfinished = Files.createTempFile(file.getParent(), ".certificates-", ".pem");
    Files.writeString(unfinished, pem);
    return Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
