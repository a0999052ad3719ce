package millrace.plugins.worker;

import java.util.List;
import java.util.Map;

/// What a request plugin answered, ready to be sent.
///
/// @param status 100 to 999
/// @param headers legal names and values, in order; a name appears once whatever its letter case
/// @param body never to be changed
public record HttpReply(int status, List<Map.Entry<String, String>> headers, byte[] body) {
  public HttpReply {
    headers = List.copyOf(headers);
  }
}
