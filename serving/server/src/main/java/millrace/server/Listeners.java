package millrace.server;

import java.net.InetSocketAddress;
import java.util.Optional;
import millrace.base.MillraceException;
import millrace.server.config.ServeSettings;
import millrace.server.config.ServerOptions;
import millrace.server.http.HttpListener;
import millrace.server.http.TlsIdentity;

/// The ports of a server: the one for everything, and where it was asked for the one that recovers the operator's token.
final class Listeners implements AutoCloseable {
  private final ServerOptions options;
  private final HttpListener main;
  private final Optional<HttpListener> recovery;

  /// Binds the ports; requests get 503 from then on.
  ///
  /// @throws MillraceException when an address cannot be bound, or the TLS files do not stand
  Listeners(ServerOptions options) {
    this.options = options;
    this.main = listen(options.get(ServeSettings.HTTP_BIND));
    this.recovery = options.access().recovery().map(this::listen);
  }

  InetSocketAddress address() {
    return main.address();
  }

  Optional<InetSocketAddress> recoveryAddress() {
    return recovery.map(HttpListener::address);
  }

  /// Lets requests in. Returns when they are answered.
  void serve(Endpoints endpoints) {
    recovery.ifPresent(port -> port.serve((request, response) ->
        endpoints.tokens().recover(request, response, () -> Thread.ofVirtual().start(port::close))));
    main.serveGrpc(endpoints.flight());
    main.serve(endpoints.http());
  }

  /// Takes no more requests and lets running ones end, for as long as the options allow.
  @Override
  public void close() {
    main.drain(options.get(ServeSettings.SHUTDOWN_TIMEOUT));
    recovery.ifPresent(HttpListener::close);
  }

  private HttpListener listen(InetSocketAddress address) {
    Optional<TlsIdentity> tls = options.settings().given(ServeSettings.TLS_CERT).map(certificate -> TlsIdentity.load(
        certificate,
        options.settings().given(ServeSettings.TLS_KEY).orElseThrow(),
        options.get(ServeSettings.TLS_MINIMUM_VERSION)));
    return new HttpListener(address, Math.toIntExact(options.get(ServeSettings.MAX_REQUEST_BYTES)), tls);
  }
}
