package millrace.server.http;

import java.io.IOException;

/// Answers one request.
///
/// Threads: called on a virtual thread of its own per request; may block.
@FunctionalInterface
public interface HttpHandler {
  /// @throws HttpFault with the exact answer to give
  /// @throws millrace.base.MillraceException which [ErrorMapping] turns into an answer
  /// @throws IOException when the client is gone or sends no more
  void handle(HttpRequest request, HttpResponse response) throws IOException;
}
