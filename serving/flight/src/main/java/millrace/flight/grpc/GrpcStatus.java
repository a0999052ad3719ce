package millrace.flight.grpc;

/// How a call ended. The numbers are gRPC's.
public enum GrpcStatus {
  OK(0),
  CANCELLED(1),
  INVALID_ARGUMENT(3),
  DEADLINE_EXCEEDED(4),
  NOT_FOUND(5),
  PERMISSION_DENIED(7),
  RESOURCE_EXHAUSTED(8),
  UNIMPLEMENTED(12),
  INTERNAL(13),
  UNAVAILABLE(14),
  UNAUTHENTICATED(16);

  private final int number;

  GrpcStatus(int number) {
    this.number = number;
  }

  /// The value of `grpc-status`.
  public int number() {
    return number;
  }
}
