package millrace.flight.grpc;

import static java.util.Objects.requireNonNull;

/// Ends a call with a status and a message for the caller.
public final class GrpcFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final GrpcStatus status;

  public GrpcFailure(GrpcStatus status, String message) {
    super(requireNonNull(message), null, false, false);
    this.status = status;
  }

  /// A caller's mistake.
  public static GrpcFailure invalid(String message) {
    return new GrpcFailure(GrpcStatus.INVALID_ARGUMENT, message);
  }

  public static GrpcFailure unimplemented(String message) {
    return new GrpcFailure(GrpcStatus.UNIMPLEMENTED, message);
  }

  public GrpcStatus status() {
    return status;
  }
}
