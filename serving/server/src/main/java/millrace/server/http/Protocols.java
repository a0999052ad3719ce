package millrace.server.http;

import java.util.Optional;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;

/// What one port speaks, first what a connection starts with: HTTP/1.1 and HTTP/2 told apart by their first bytes, or
/// TLS with the choice between them by ALPN.
final class Protocols {
  /// Bytes read from a connection at a time: bodies of megabytes come in fewer pieces than with Jetty's 8 KiB.
  private static final int INPUT_BYTES = 1 << 16;

  private Protocols() {}

  static ConnectionFactory[] of(HttpConfiguration configuration, Optional<TlsIdentity> tls) {
    HttpConnectionFactory http1 = new HttpConnectionFactory(configuration);
    http1.setInputBufferSize(INPUT_BYTES);
    if (tls.isEmpty()) {
      return new ConnectionFactory[] {http1, new PriorKnowledge(configuration)};
    }
    ALPNServerConnectionFactory choice = new ALPNServerConnectionFactory();
    choice.setDefaultProtocol(HttpVersion.HTTP_1_1.asString());
    HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(configuration);
    http2.setRateControlFactory(new FrameRates());
    return new ConnectionFactory[] {
      new RenewingTls(tls.get(), choice.getProtocol()),
      choice,
      http2,
      http1
    };
  }
}
