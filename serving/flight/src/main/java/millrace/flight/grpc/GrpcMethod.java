package millrace.flight.grpc;

import java.io.IOException;

/// What a method of a service does.
@FunctionalInterface
public interface GrpcMethod {
  /// Answers one call; returning ends it well.
  ///
  /// @throws GrpcFailure to end it with another status
  /// @throws millrace.base.MillraceException which [Statuses] turns into one
  /// @throws IOException when the client is gone
  void call(GrpcCall call) throws IOException;
}
