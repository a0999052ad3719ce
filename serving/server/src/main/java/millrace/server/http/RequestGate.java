package millrace.server.http;

import millrace.server.access.Authorization;

/// Decides whether a request may go on to its route, and finds out who sent it.
@FunctionalInterface
public interface RequestGate {
  /// Lets everything through.
  RequestGate OPEN = request -> new Authorization.Unlimited();

  /// Lets a request in.
  ///
  /// @return who sent it
  /// @throws HttpFault with the refusal
  Authorization admit(HttpRequest request);
}
