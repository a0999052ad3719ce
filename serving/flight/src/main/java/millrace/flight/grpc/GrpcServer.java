package millrace.flight.grpc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs gRPC calls, each as blocking code on the thread its HTTP/2 stream is handled on. A method reads the request when
/// it wants to and waits while the client is slow, so the flow control of HTTP/2 is all the back-pressure there is, and
/// nothing is ever queued.
///
/// Threads: any; methods are added before it serves.
public final class GrpcServer {
  private static final Logger LOG = LoggerFactory.getLogger("millrace.flight");

  private final Map<String, GrpcMethod> methods = new HashMap<>();
  private final Deadlines deadlines = new Deadlines();
  private final int limitBytes;

  /// @param limitBytes longest message a client may send
  public GrpcServer(int limitBytes) {
    this.limitBytes = limitBytes;
  }

  /// Adds a method.
  ///
  /// @param path `/package.Service/Method`
  public GrpcServer method(String path, GrpcMethod method) {
    methods.put(path, method);
    return this;
  }

  /// Answers one call and ends it with a status, whatever happens.
  ///
  /// @throws IOException when the client is gone
  public void serve(GrpcExchange exchange) throws IOException {
    exchange.header("grpc-encoding", "identity");
    exchange.header("grpc-accept-encoding", "identity,gzip");
    GrpcCall call = new GrpcCall(exchange, limitBytes);
    Statuses.Outcome outcome = run(exchange, call);
    Map<String, String> trailers = new LinkedHashMap<>(outcome.trailers());
    if (outcome.status() == GrpcStatus.OK) {
      trailers.putAll(call.trailers());
    }
    exchange.end(trailers);
  }

  private Statuses.Outcome run(GrpcExchange exchange, GrpcCall call) throws IOException {
    Future<?> deadline = new CompletableFuture<>();
    try {
      Optional<String> timeout = call.metadata("grpc-timeout");
      if (timeout.isPresent()) {
        deadline = deadlines.after(timeout.get(), call.stop());
      }
      method(exchange.path()).call(call);
      return Statuses.Outcome.OK;
    } catch (UncheckedIOException gone) {
      throw gone.getCause();
    } catch (RuntimeException | Error failure) {
      Statuses.Outcome outcome = Statuses.of(failure, call.stop().reason());
      if (outcome.status() == GrpcStatus.INTERNAL) {
        LOG.atError().setCause(failure).addKeyValue("path", exchange.path()).log("Error while handling a call");
      }
      return outcome;
    } finally {
      deadline.cancel(false);
    }
  }

  private GrpcMethod method(String path) {
    GrpcMethod found = methods.get(path);
    if (found == null) {
      throw GrpcFailure.unimplemented("unknown method " + path);
    }
    return found;
  }
}
