package millrace.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import millrace.flight.grpc.GrpcExchange;
import millrace.server.http.GrpcHandler;

/// Counts gRPC calls by how they ended.
///
/// Threads: any.
final class GrpcCalls implements GrpcHandler {
  private static final String SERVICE = "/arrow.flight.protocol.FlightService/";
  /// Others are counted together, since clients may call anything.
  private static final Set<String> METHODS = Set.of(
      "Handshake", "ListFlights", "GetFlightInfo", "PollFlightInfo", "GetSchema", "DoGet", "DoPut", "DoExchange", "DoAction",
      "ListActions");
  /// No status was sent: the client went away, or cancelled.
  private static final String ABORTED = "aborted";

  private final GrpcHandler next;
  private final Map<String, Long> ended = new ConcurrentSkipListMap<>();

  GrpcCalls(GrpcHandler next) {
    this.next = next;
  }

  @Override
  public void serve(GrpcExchange call) throws IOException {
    Counted counted = new Counted(call);
    try {
      next.serve(counted);
    } finally {
      ended.merge("method=\"" + method(call.path()) + "\",status=\"" + counted.status + "\"", 1L, Long::sum);
    }
  }

  /// How many calls ended, by labels: `method="DoGet",status="0"`, with the number of the status, or `aborted`.
  Map<String, Long> ended() {
    return ended;
  }

  private static String method(String path) {
    String name = path.startsWith(SERVICE) ? path.substring(SERVICE.length()) : "";
    return METHODS.contains(name) ? name : "other";
  }

  private static final class Counted implements GrpcExchange {
    private final GrpcExchange call;
    private volatile String status = ABORTED;

    Counted(GrpcExchange call) {
      this.call = call;
    }

    @Override
    public String path() {
      return call.path();
    }

    @Override
    public List<String> metadata(String name) {
      return call.metadata(name);
    }

    @Override
    public InputStream body() {
      return call.body();
    }

    @Override
    public void header(String name, String value) {
      call.header(name, value);
    }

    @Override
    public void send(ByteBuffer bytes) throws IOException {
      call.send(bytes);
    }

    @Override
    public void end(Map<String, String> trailers) throws IOException {
      call.end(trailers);
      status = trailers.getOrDefault("grpc-status", ABORTED);
    }

    @Override
    public void whenAborted(Runnable action) {
      call.whenAborted(action);
    }
  }
}
