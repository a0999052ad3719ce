package millrace.server.http;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// Jetty on a port that is bound already, set up as we use it.
final class JettyServer {
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(10);

  static {
    // Jetty asks the Java machine how long its references are, for the padding of a queue, and that starts all of
    // JMX: a sixth of the time from main to ready. What it would find out for heaps below 32 GB is 16.
    String padding = "org.eclipse.jetty.util.referencesPerCacheLine";
    System.setProperty(padding, System.getProperty(padding, "16"));
  }

  /// How often slow clients are looked for.
  private static final long LOOK_MILLIS = 1000;

  private final Server server;
  private final ServerConnector connector;
  private final Patience patience;
  private final Uploads uploads;

  private JettyServer(Server server, ServerConnector connector, Patience patience, Uploads uploads) {
    this.server = server;
    this.connector = connector;
    this.patience = patience;
    this.uploads = uploads;
  }

  /// Starts to answer. The port is closed with the server, and when it cannot be started.
  ///
  /// @throws IllegalStateException when Jetty does not start
  static JettyServer start(
      ServerSocketChannel port, Optional<TlsIdentity> tls, Patience patience, RequestBody reader,
      AtomicReference<HttpHandler> handler, AtomicReference<Optional<GrpcHandler>> grpc) {
    Uploads uploads = new Uploads(patience, System::nanoTime);
    QueuedThreadPool threads = new QueuedThreadPool(64);
    threads.setName("http");
    threads.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory()));
    Server server = new Server(threads);
    ServerConnector connector = new PeekingConnector(server, Protocols.of(configuration(), tls));
    connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
    server.addConnector(connector);
    server.setErrorHandler(new Refusals());
    server.setHandler(new GracefulHandler(new JettyDispatch(reader, uploads, handler, grpc)));
    try {
      connector.open(port);
      server.start();
    } catch (Exception failure) {
      LifeCycle.stop(server);
      closed(port, failure);
      throw new IllegalStateException(failure);
    }
    JettyServer started = new JettyServer(server, connector, patience, uploads);
    started.lookLater();
    return started;
  }

  private void lookLater() {
    connector.getScheduler().schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// Ends what comes too slowly.
  private void look() {
    uploads.look();
    long now = System.nanoTime();
    for (EndPoint each : connector.getConnectedEndPoints()) {
      if (each instanceof PeekingEndPoint connection && patience.isHeadLate(connection.headAgeNanos(now))) {
        connection.close(new TimeoutException("the request's headers come too slowly"));
      }
    }
    if (connector.isRunning()) {
      lookLater();
    }
  }

  /// Takes no more connections, waits for running requests, and closes. Twice is harmless.
  ///
  /// @param patience how long to wait; what still runs then is cut off
  void stop(Duration patience) throws Exception {
    server.setStopTimeout(patience.toMillis());
    server.stop();
  }

  private static void closed(ServerSocketChannel port, Exception reason) {
    try {
      port.close();
    } catch (IOException failure) {
      reason.addSuppressed(failure);
    }
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
}
