package millrace.plugins;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import millrace.plugins.worker.HttpReply;

/// The answers to `/api/v3/engine/…` that no plugin gave.
final class RequestReplies {
  private RequestReplies() {}

  /// No such path, or its trigger does not run. The body is not JSON; clients compare it as it is.
  static HttpReply notFound() {
    return new HttpReply(404, List.of(), "{error: \"not found\"}".getBytes(StandardCharsets.UTF_8));
  }

  /// Too many calls wait.
  static HttpReply busy() {
    return error(503, "too many requests are waiting for this trigger", List.of(Map.entry("Retry-After", "1")));
  }

  /// The trigger was stopped while the call waited or ran.
  static HttpReply stopped() {
    return new HttpReply(
        500,
        List.of(Map.entry("Content-Type", "text/plain")),
        "Processing engine error: request handler for trigger down".getBytes(StandardCharsets.UTF_8));
  }

  /// The plugin failed.
  static HttpReply failed(String error) {
    return error(500, error, List.of());
  }

  /// The plugin took too long.
  static HttpReply timedOut(String error) {
    return error(504, error, List.of());
  }

  private static HttpReply error(int status, String error, List<Map.Entry<String, String>> headers) {
    List<Map.Entry<String, String>> all =
        Stream.concat(
                Stream.of(Map.entry("Content-Type", "application/json")), headers.stream())
            .toList();
    String body = JsonNodeFactory.instance.objectNode().put("error", error).toString();
    return new HttpReply(status, all, body.getBytes(StandardCharsets.UTF_8));
  }
}
