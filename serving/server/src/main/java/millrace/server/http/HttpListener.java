package millrace.server.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One port that speaks HTTP/1.1 and HTTP/2, in cleartext or over TLS. It is bound on construction, so that whoever asks
/// early waits instead of being turned away, and answers 503 until it is given something to [serve][#serve]. The
/// library that speaks HTTP takes as long to load as all else, and is loaded on a thread of its own meanwhile.
///
/// Threads: any. Each request runs on a virtual thread of its own.
public final class HttpListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("millrace.server.http");
  /// Connections that wait to be accepted, as they do while the library loads.
  private static final int BACKLOG = 256;

  private final InetSocketAddress bound;
  private final AtomicReference<HttpHandler> handler = new AtomicReference<>(HttpListener::starting);
  private final AtomicReference<Optional<GrpcHandler>> grpc = new AtomicReference<>(Optional.empty());
  private final CompletableFuture<JettyServer> jetty;

  /// Binds and begins to answer.
  ///
  /// @param address where to listen; port 0 takes a free one
  /// @param maxRequestBytes most bytes of a request body, before and after decoding
  /// @throws MillraceException with STORE_UNAVAILABLE when the address cannot be bound
  public HttpListener(InetSocketAddress address, int maxRequestBytes) {
    this(address, maxRequestBytes, Optional.empty());
  }

  /// Binds and begins to answer.
  ///
  /// @param tls what to show of ourselves over TLS; empty for cleartext
  /// @throws MillraceException with STORE_UNAVAILABLE when the address cannot be bound
  public HttpListener(InetSocketAddress address, int maxRequestBytes, Optional<TlsIdentity> tls) {
    this(address, maxRequestBytes, tls, Patience.USUAL);
  }

  HttpListener(InetSocketAddress address, int maxRequestBytes, Optional<TlsIdentity> tls, Patience patience) {
    ServerSocketChannel port = bind(address);
    bound = new InetSocketAddress(address.getAddress(), port.socket().getLocalPort());
    jetty = CompletableFuture.supplyAsync(
        () -> JettyServer.start(port, tls, patience, new RequestBody(maxRequestBytes), handler, grpc),
        work -> Thread.ofPlatform().name("http-start").daemon().start(work));
  }

  /// The address in use, with the real port.
  public InetSocketAddress address() {
    return bound;
  }

  /// Hands every request from now on to `next`. Returns when requests are answered.
  ///
  /// @throws MillraceException with STORE_UNAVAILABLE when the listener could not be started
  public void serve(HttpHandler next) {
    handler.set(next);
    try {
      jetty.join();
    } catch (CompletionException failure) {
      throw new MillraceException(
          ErrorCode.STORE_UNAVAILABLE, "starting the listener on " + bound + ": " + failure.getCause(), failure.getCause());
    }
  }

  /// Hands every gRPC call from now on to `next`. Before, calls are answered as any request is.
  public void serveGrpc(GrpcHandler next) {
    grpc.set(Optional.of(next));
  }

  /// Takes no more connections, waits for running requests, and closes. Requests that come meanwhile get 503.
  ///
  /// @param patience how long to wait; what still runs then is cut off
  public void drain(Duration patience) {
    stop(patience);
  }

  /// Closes at once. Twice is harmless.
  @Override
  public void close() {
    stop(Duration.ZERO);
  }

  private void stop(Duration patience) {
    try {
      jetty.join().stop(patience);
    } catch (Exception failure) {
      LOG.warn("closing the listener on {} failed", bound, failure);
    }
  }

  private static ServerSocketChannel bind(InetSocketAddress address) {
    try {
      ServerSocketChannel port = ServerSocketChannel.open();
      try {
        port.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        return port.bind(address, BACKLOG);
      } catch (IOException | RuntimeException failure) {
        port.close();
        throw failure;
      }
    } catch (IOException | RuntimeException failure) {
      String message = "Failed to bind address: " + address.getHostString() + ":" + address.getPort();
      throw new MillraceException(ErrorCode.STORE_UNAVAILABLE, message + ": " + failure.getMessage(), failure);
    }
  }

  private static void starting(HttpRequest request, HttpResponse response) throws IOException {
    ErrorAnswer.json(503, "server is starting").with("Retry-After", "1").writeTo(response);
  }
}
