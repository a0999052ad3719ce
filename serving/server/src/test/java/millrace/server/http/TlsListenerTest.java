package millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import millrace.base.MillraceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsListenerTest {
  @TempDir Path folder;

  @Test
  void bothVersionsOfHttpAreChosenByAlpn() throws Exception {
    TestCertificate made = new TestCertificate(folder, "EC");
    try (HttpListener listener = listen(made.certificate(), made.key(), "tls-1.2")) {
      assertThat(get(listener, made, HttpClient.Version.HTTP_2).version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(get(listener, made, HttpClient.Version.HTTP_1_1).version()).isEqualTo(HttpClient.Version.HTTP_1_1);
      assertThat(handshake(listener, made, "TLSv1.2")).isEqualTo("TLSv1.2");
      assertThat(handshake(listener, made, "TLSv1.3")).isEqualTo("TLSv1.3");
    }
  }

  @Test
  void anOlderVersionThanTheLeastIsRefused() throws Exception {
    TestCertificate made = new TestCertificate(folder, "EC");
    try (HttpListener listener = listen(made.certificate(), made.key(), "tls-1.3")) {
      assertThat(handshake(listener, made, "TLSv1.3")).isEqualTo("TLSv1.3");
      assertThatThrownBy(() -> handshake(listener, made, "TLSv1.2")).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void keysAreReadInTheirOlderFormsToo() throws Exception {
    TestCertificate rsa = new TestCertificate(folder, "RSA");
    try (HttpListener listener = listen(rsa.certificate(), rsa.key("RSA PRIVATE KEY"), "tls-1.2")) {
      assertThat(get(listener, rsa, HttpClient.Version.HTTP_2).statusCode()).isEqualTo(503);
    }
    TestCertificate curve = new TestCertificate(folder, "EC");
    try (HttpListener listener = listen(curve.certificate(), curve.key("EC PRIVATE KEY"), "tls-1.2")) {
      assertThat(get(listener, curve, HttpClient.Version.HTTP_2).statusCode()).isEqualTo(503);
    }
    TestCertificate edwards = new TestCertificate(folder, "Ed25519");
    try (HttpListener listener = listen(edwards.certificate(), edwards.key(), "tls-1.3")) {
      assertThat(get(listener, edwards, HttpClient.Version.HTTP_2).statusCode()).isEqualTo(503);
    }
  }

  @Test
  void wrongFilesAreNamedWithWhatIsWrong() throws Exception {
    TestCertificate made = new TestCertificate(folder, "EC");
    Path certificate = made.certificate();
    Path key = made.key();
    Path absent = folder.resolve("absent.pem");
    assertRefused(absent, key, "reading the TLS certificate " + absent + ": there is no such file");
    assertRefused(certificate, absent, "reading the TLS key " + absent + ": there is no such file");
    assertRefused(key, key, "reading the TLS certificate " + key + ": it holds no certificate in PEM form");
    assertRefused(certificate, certificate, "reading the TLS key " + certificate + ": it holds no private key in PEM form");
    assertRefused(certificate, folder, "reading the TLS key " + folder + ": Is a directory");
    Path locked = Files.writeString(
        folder.resolve("locked.pem"), "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
    assertRefused(certificate, locked,
        "reading the TLS key " + locked + ": the private key is encrypted; only keys without a password are supported");
    Path broken = Files.writeString(
        folder.resolve("broken.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertThatThrownBy(() -> TlsIdentity.load(certificate, broken, "tls-1.2"))
        .isInstanceOf(MillraceException.class).hasMessageStartingWith("reading the TLS key " + broken + ": ");
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws Exception {
    TestCertificate first = new TestCertificate(Files.createDirectory(folder.resolve("1")), "EC");
    TestCertificate second = new TestCertificate(Files.createDirectory(folder.resolve("2")), "EC");
    assertRefused(first.certificate(), second.key(),
        "reading the TLS key " + second.key() + ": the private key does not belong to the certificate");
  }

  @Test
  void aRenewedCertificateIsTakenUpOnceItsKeyFits() throws Exception {
    TestCertificate first = new TestCertificate(Files.createDirectory(folder.resolve("1")), "EC");
    TestCertificate second = new TestCertificate(Files.createDirectory(folder.resolve("2")), "RSA");
    Path certificate = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    Files.copy(first.certificate(), certificate);
    Files.copy(first.key(), key);
    try (HttpListener listener = listen(certificate, key, "tls-1.2")) {
      assertThat(get(listener, first, HttpClient.Version.HTTP_2).statusCode()).isEqualTo(503);
      Files.move(second.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
      assertThat(get(listener, first, HttpClient.Version.HTTP_2).statusCode()).isEqualTo(503);
      Files.move(second.key(), key, StandardCopyOption.REPLACE_EXISTING);
      assertThat(get(listener, second, HttpClient.Version.HTTP_2).statusCode()).isEqualTo(503);
      assertThatThrownBy(() -> get(listener, first, HttpClient.Version.HTTP_2)).isInstanceOf(SSLException.class);
      Files.delete(certificate);
      assertThat(get(listener, second, HttpClient.Version.HTTP_1_1).statusCode()).isEqualTo(503);
    }
  }

  private static void assertRefused(Path certificate, Path key, String message) {
    assertThatThrownBy(() -> TlsIdentity.load(certificate, key, "tls-1.2"))
        .isInstanceOf(MillraceException.class).hasMessage(message);
  }

  private static HttpListener listen(Path certificate, Path key, String minimum) {
    return new HttpListener(
        new InetSocketAddress("127.0.0.1", 0), 1 << 20, Optional.of(TlsIdentity.load(certificate, key, minimum)));
  }

  private static HttpResponse<String> get(HttpListener listener, TestCertificate trusted, HttpClient.Version version)
      throws Exception {
    try (HttpClient client = HttpClient.newBuilder().version(version).sslContext(trusted.trusting()).build()) {
      URI uri = URI.create("https://127.0.0.1:" + listener.address().getPort() + "/health");
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
  }

  private static String handshake(HttpListener listener, TestCertificate trusted, String version) throws Exception {
    try (SSLSocket socket = (SSLSocket) trusted.trusting().getSocketFactory()
        .createSocket("127.0.0.1", listener.address().getPort())) {
      socket.setEnabledProtocols(new String[] {version});
      socket.startHandshake();
      return socket.getSession().getProtocol();
    }
  }
}
