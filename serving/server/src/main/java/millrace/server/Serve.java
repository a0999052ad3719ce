package millrace.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import millrace.base.Clock;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.server.config.ServeSettings;
import millrace.server.config.ServerOptions;
import millrace.server.config.Setting;
import millrace.server.log.LogSetup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The life of a server process: from options to the signal that ends it.
public final class Serve {
  private static final Logger LOG = LoggerFactory.getLogger("millrace.server");

  private Serve() {}

  /// Runs a server until the process is told to stop by SIGTERM or SIGINT. The process then ends with status 0 once
  /// everything is durable, or with status 1 when another process has taken over the node, and this method does not
  /// return.
  ///
  /// @throws MillraceException when the server cannot be started
  public static void run(ServerOptions options, Map<String, String> environment) {
    LogSetup.apply(options.log());
    MillraceServer server = MillraceServer.start(options, environment, Clock.SYSTEM);
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> stop(server)));
    // On a thread of its own: closing the server waits for the threads that find out.
    server.whenTakenOver(() -> Thread.ofPlatform().name("taken-over").start(() -> giveWay(server, options.nodeId())));
    tell(options, ServeSettings.LISTENER_FILE, Optional.of(server.address()));
    tell(options, ServeSettings.RECOVERY_LISTENER_FILE, server.recoveryAddress());
    sleepForEver();
  }

  /// Halting makes the status 0; a process that simply lets a signal end it would say 143.
  private static void stop(MillraceServer server) {
    LOG.info("Received SIGTERM or SIGINT, shutdown requested");
    server.close();
    LOG.info("shutdown complete");
    Runtime.getRuntime().halt(0);
  }

  /// Another process owns the node's data: whatever this one would still say or do could be wrong.
  private static void giveWay(MillraceServer server, String nodeId) {
    LOG.error("another process has taken over node {}: this one ends", nodeId);
    server.close();
    Runtime.getRuntime().halt(1);
  }

  private static void tell(ServerOptions options, Setting<Path> setting, Optional<InetSocketAddress> address) {
    Optional<Path> file = options.settings().given(setting);
    if (file.isEmpty() || address.isEmpty()) {
      return;
    }
    String text = address.get().getAddress().getHostAddress() + ":" + address.get().getPort();
    try {
      Files.writeString(file.get(), text, StandardOpenOption.CREATE_NEW);
    } catch (IOException failure) {
      throw new MillraceException(
          ErrorCode.INVALID_ARGUMENT, "writing the bound address to " + file.get() + " failed: " + failure, failure);
    }
  }

  private static void sleepForEver() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
