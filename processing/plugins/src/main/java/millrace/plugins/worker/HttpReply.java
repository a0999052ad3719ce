package millrace.plugins.worker;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a request plugin answered, ready to be sent.
///
/// @param status 100 to 999
/// @param headers legal names and values, in order; a name appears once whatever its letter case
/// @param body never to be changed
/// @param rest what follows the body while the plugin runs; empty when the body is whole
public record HttpReply(
    int status, List<Map.Entry<String, String>> headers, byte[] body, Optional<StreamedBody> rest) {
  public HttpReply {
    headers = List.copyOf(headers);
  }

  /// A whole reply.
  public HttpReply(int status, List<Map.Entry<String, String>> headers, byte[] body) {
    this(status, headers, body, Optional.empty());
  }
}
