/// gRPC over one HTTP/2 stream, as a blocking loop: read messages, send messages, end with a status. Knows the wire
/// format and nothing of Flight; [millrace.flight.grpc.GrpcServer] is the main type.
package millrace.flight.grpc;
