package millrace.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// What a command trusts when it speaks TLS.
final class ClientTls {
  private ClientTls() {}

  /// @param authority PEM file with the only authority to trust; empty for the Java installation's
  /// @param noVerify trust everything; the user asked for it
  static void configure(HttpsURLConnection connection, Optional<Path> authority, boolean noVerify) throws IOException {
    if (authority.isEmpty() && !noVerify) {
      return;
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, noVerify ? new TrustManager[] {new TrustAll()} : trusting(authority.get()), null);
      connection.setSSLSocketFactory(context.getSocketFactory());
      if (noVerify) {
        connection.setHostnameVerifier((name, session) -> true);
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("setting up TLS: " + e.getMessage(), e);
    }
  }

  private static TrustManager[] trusting(Path authority) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream pem = Files.newInputStream(authority)) {
      int number = 0;
      for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry("ca" + number++, certificate);
      }
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
