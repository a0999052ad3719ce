package millrace.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A self-signed certificate for 127.0.0.1 that the JDK's `keytool` makes, as the PEM files a server reads.
public final class TestCertificate {
  private static final String PASSWORD = "password";

  private final Path folder;
  private final KeyStore store;

  /// @param algorithm `RSA`, `EC` or `Ed25519`
  public TestCertificate(Path folder, String algorithm) throws IOException, GeneralSecurityException, InterruptedException {
    this.folder = folder;
    Path file = folder.resolve(algorithm + ".p12");
    Process keytool = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", "server",
        "-keyalg", algorithm, "-dname", "CN=localhost", "-ext", "san=ip:127.0.0.1,dns:localhost", "-validity", "2",
        "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", PASSWORD)
        .redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool failed: " + said);
    }
    store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
  }

  public Path certificate() throws IOException, GeneralSecurityException {
    return write("CERTIFICATE", store.getCertificate("server").getEncoded());
  }

  public Path key() throws IOException, GeneralSecurityException {
    return write("PRIVATE KEY", pkcs8());
  }

  /// The key in the older form of its algorithm: what PKCS #8 has as its last member.
  Path key(String label) throws IOException, GeneralSecurityException {
    byte[] envelope = pkcs8();
    int at = header(envelope, 0);
    at = skip(envelope, skip(envelope, at));
    byte[] inner = java.util.Arrays.copyOfRange(envelope, header(envelope, at), skip(envelope, at));
    return write(label, inner);
  }

  /// What a client needs to trust it.
  public SSLContext trusting() throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", store.getCertificate("server"));
    TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  private byte[] pkcs8() throws GeneralSecurityException {
    return store.getKey("server", PASSWORD.toCharArray()).getEncoded();
  }

  private Path write(String label, byte[] der) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        folder.resolve(label.replace(' ', '-') + ".pem"), "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
  }

  private static int header(byte[] der, int at) {
    return at + 2 + Math.max(0, (der[at + 1] & 0xff) - 0x80);
  }

  private static int skip(byte[] der, int at) {
    int length = der[at + 1] & 0xff;
    int bytes = Math.max(0, length - 0x80);
    if (bytes > 0) {
      length = 0;
      for (int i = 0; i < bytes; i++) {
        length = length << 8 | der[at + 2 + i] & 0xff;
      }
    }
    return at + 2 + bytes + length;
  }
}
