package millrace.server.http;

import java.io.IOException;
import millrace.flight.grpc.GrpcExchange;

/// Answers gRPC calls.
///
/// Threads: called on a virtual thread of its own per call; may block.
@FunctionalInterface
public interface GrpcHandler {
  /// Answers one call and ends it.
  ///
  /// @throws IOException when the client is gone
  void serve(GrpcExchange call) throws IOException;
}
