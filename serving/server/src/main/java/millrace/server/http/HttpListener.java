package millrace.server.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One port that speaks HTTP/1.1 and HTTP/2, in cleartext or over TLS. It is bound on construction and answers 503 until it is given
/// something to [serve][#serve].
///
/// Threads: any. Each request runs on a virtual thread of its own.
public final class HttpListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("millrace.server.http");
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(10);

  static {
    // Jetty asks the Java machine how long its references are, for the padding of a queue, and that starts all of
    // JMX: a sixth of the time from main to ready. What it would find out for heaps below 32 GB is 16.
    String padding = "org.eclipse.jetty.util.referencesPerCacheLine";
    System.setProperty(padding, System.getProperty(padding, "16"));
  }

  private final Server server;
  private final ServerConnector connector;
  private final InetSocketAddress bound;
  private final AtomicReference<HttpHandler> handler = new AtomicReference<>(HttpListener::starting);
  private final AtomicReference<Optional<GrpcHandler>> grpc = new AtomicReference<>(Optional.empty());

  /// Binds and starts to answer.
  ///
  /// @param address where to listen; port 0 takes a free one
  /// @param maxRequestBytes most bytes of a request body, before and after decoding
  /// @throws MillraceException with STORE_UNAVAILABLE when the address cannot be bound
  public HttpListener(InetSocketAddress address, int maxRequestBytes) {
    this(address, maxRequestBytes, Optional.empty());
  }

  /// Binds and starts to answer.
  ///
  /// @param tls what to show of ourselves over TLS; empty for cleartext
  /// @throws MillraceException with STORE_UNAVAILABLE when the address cannot be bound
  public HttpListener(InetSocketAddress address, int maxRequestBytes, Optional<TlsIdentity> tls) {
    QueuedThreadPool threads = new QueuedThreadPool(64);
    threads.setName("http");
    threads.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory()));
    server = new Server(threads);
    HttpConfiguration configuration = configuration();
    connector = new PeekingConnector(server, Protocols.of(configuration, tls));
    connector.setHost(address.getHostString());
    connector.setPort(address.getPort());
    connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
    server.addConnector(connector);
    server.setErrorHandler(new Refusals());
    server.setHandler(new GracefulHandler(new Dispatch(new RequestBody(maxRequestBytes))));
    start(address);
    bound = new InetSocketAddress(address.getAddress(), connector.getLocalPort());
  }

  /// The address in use, with the real port.
  public InetSocketAddress address() {
    return bound;
  }

  /// Hands every request from now on to `next`.
  public void serve(HttpHandler next) {
    handler.set(next);
  }

  /// Hands every gRPC call from now on to `next`. Before, calls are answered as any request is.
  public void serveGrpc(GrpcHandler next) {
    grpc.set(Optional.of(next));
  }

  /// Takes no more connections, waits for running requests, and closes. Requests that come meanwhile get 503.
  ///
  /// @param patience how long to wait; what still runs then is cut off
  public void drain(Duration patience) {
    server.setStopTimeout(patience.toMillis());
    close();
  }

  /// Closes at once. Twice is harmless.
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception failure) {
      LOG.warn("closing the listener on {} failed", bound, failure);
    }
  }

  private void start(InetSocketAddress address) {
    try {
      server.start();
    } catch (Exception failure) {
      LifeCycle.stop(server);
      Throwable root = failure.getCause() == null ? failure : failure.getCause();
      String message = "Failed to bind address: " + address.getHostString() + ":" + address.getPort();
      throw new MillraceException(ErrorCode.STORE_UNAVAILABLE, message + ": " + root.getMessage(), failure);
    }
  }

  /// Paths are compared as they were sent, so any spelling may come in; handlers never use them as file names.
  private static HttpConfiguration configuration() {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setSendDateHeader(true);
    configuration.setUriCompliance(UriCompliance.UNSAFE);
    configuration.setOutputBufferSize(1 << 16);
    configuration.setRequestHeaderSize(1 << 16);
    // Else a credential is taken for an earlier one of the connection that differs in capitals only.
    configuration.setHeaderCacheCaseSensitive(true);
    return configuration;
  }

  private static void starting(HttpRequest request, HttpResponse response) throws IOException {
    ErrorAnswer.json(503, "server is starting").with("Retry-After", "1").writeTo(response);
  }

  /// A connector whose connections can be looked at.
  private static final class PeekingConnector extends ServerConnector {
    PeekingConnector(Server server, ConnectionFactory[] protocols) {
      super(server, 1, 1, protocols);
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
      PeekingEndPoint connection = new PeekingEndPoint(channel, selector, key, getScheduler(), getExecutor());
      connection.setIdleTimeout(getIdleTimeout());
      return connection;
    }
  }

  /// Between Jetty's world and ours.
  private final class Dispatch extends Handler.Abstract {
    private final RequestBody reader;

    private Dispatch(RequestBody reader) {
      this.reader = reader;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      Optional<GrpcHandler> calls = grpc.get();
      try {
        if (calls.isPresent() && JettyGrpcExchange.isGrpc(request)) {
          calls.get().serve(new JettyGrpcExchange(request, response));
        } else {
          answer(new JettyRequest(request, reader), new JettyResponse(response));
        }
        callback.succeeded();
      } catch (IOException gone) {
        LOG.debug("client of {} is gone", request.getHttpURI(), gone);
        callback.failed(gone);
      } catch (RuntimeException | Error failure) {
        callback.failed(failure);
      }
      return true;
    }

    private void answer(JettyRequest asked, JettyResponse answer) throws IOException {
      try {
        if (asked.isMisframed()) {
          ErrorAnswer.json(400, "Transfer-Encoding in a request of HTTP/1.0").with("Connection", "close").writeTo(answer);
        } else {
          handler.get().handle(asked, answer);
        }
        if (!asked.discardBody() && !answer.isCommitted()) {
          answer.header("Connection", "close");
        }
      } finally {
        asked.release();
      }
      answer.finish();
    }
  }
}
