package millrace.server.backup;

import java.util.Map;

/// A server's HTTP API, as the command reaches it.
@FunctionalInterface
public interface ServerCalls {
  /// Sends one request and returns the body of its answer.
  ///
  /// @param body empty for none
  /// @param type content type of the body
  /// @throws RuntimeException when the server refuses or cannot be reached
  byte[] call(String method, String path, Map<String, String> query, byte[] body, String type);
}
