package millrace.server.http;

/// Decides whether a request may go on to its handler.
@FunctionalInterface
public interface RequestGate {
  /// Lets everything through.
  RequestGate OPEN = request -> {};

  /// @throws HttpFault with the refusal
  void admit(HttpRequest request);
}
