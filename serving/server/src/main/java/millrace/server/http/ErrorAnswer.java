package millrace.server.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// A whole refusal: status, content type, body and further headers, exactly as the client gets them.
public record ErrorAnswer(int status, String contentType, String body, Map<String, String> headers) {
  public ErrorAnswer {
    headers = Map.copyOf(headers);
  }

  /// A bare message.
  public static ErrorAnswer text(int status, String message) {
    return new ErrorAnswer(status, ContentTypes.TEXT, message, Map.of());
  }

  /// `{"error":"message"}`.
  public static ErrorAnswer json(int status, String message) {
    return new ErrorAnswer(status, ContentTypes.JSON, "{\"error\":" + quote(message) + "}", Map.of());
  }

  /// `{"error":"message"}` and a line end.
  public static ErrorAnswer line(int status, String message) {
    return new ErrorAnswer(status, ContentTypes.JSON, "{\"error\":" + quote(message) + "}\n", Map.of());
  }

  /// `{"error": "message"}`, with the space that clients of the authentication layer know.
  public static ErrorAnswer spacedJson(int status, String message) {
    return new ErrorAnswer(status, ContentTypes.JSON, "{\"error\": " + quote(message) + "}", Map.of());
  }

  /// `{"code":"code","message":"message"}`, the shape of the v2 API.
  public static ErrorAnswer v2(int status, String code, String message) {
    String body = "{\"code\":" + quote(code) + ",\"message\":" + quote(message) + "}";
    return new ErrorAnswer(status, ContentTypes.JSON, body, Map.of());
  }

  /// The v1 API's shape: JSON with a line end, and the message again in a header.
  public static ErrorAnswer v1(int status, String message) {
    String visible = message.length() > 1024 ? message.substring(0, 1024) : message;
    return new ErrorAnswer(status, ContentTypes.JSON, "{\"error\":" + quote(message) + "}\n", Map.of())
        .with("X-Influxdb-Error", visible.replaceAll("[^\\x20-\\x7e]", " "));
  }

  /// This answer with one more header.
  public ErrorAnswer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new ErrorAnswer(status, contentType, body, more);
  }

  void writeTo(HttpResponse response) throws IOException {
    headers.forEach(response::header);
    response.send(status, contentType, body);
  }

  private static String quote(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
