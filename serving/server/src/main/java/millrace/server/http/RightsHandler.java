package millrace.server.http;

import java.io.IOException;
import millrace.server.access.Authorization;

/// Answers one request after it has made sure that the asker may have the answer.
///
/// Threads: as [HttpHandler].
@FunctionalInterface
public interface RightsHandler {
  /// @param asker who sent the request
  /// @throws millrace.server.access.Forbidden when the asker lacks a right
  /// @throws HttpFault as [HttpHandler#handle]
  /// @throws millrace.base.MillraceException as there
  /// @throws IOException as there
  void handle(HttpRequest request, HttpResponse response, Authorization asker) throws IOException;
}
