package millrace.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// The answer to one request. Nothing reaches the client before the first 64 KiB of the body, an explicit flush or the
/// end, so that an early failure can still change the status.
public interface HttpResponse {
  /// 200 unless set.
  void status(int status);

  int status();

  /// Sets a header, replacing one of the same name.
  void header(String name, String value);

  /// Adds a header beside others of the same name.
  void addHeader(String name, String value);

  /// The body. Writing blocks while the client is slow; `flush` sends what there is. An exception the handler throws
  /// after bytes have left cuts the connection, so that the client notices.
  OutputStream body();

  /// Whether status and headers have left.
  boolean isCommitted();

  /// Forgets status, headers and body of an answer that has not left yet.
  ///
  /// @throws IllegalStateException when it has
  void reset();

  /// A whole answer with a content type.
  default void send(int status, String contentType, byte[] body) throws IOException {
    status(status);
    header("Content-Type", contentType);
    body().write(body);
  }

  /// A whole answer in UTF-8.
  default void send(int status, String contentType, String body) throws IOException {
    send(status, contentType, body.getBytes(StandardCharsets.UTF_8));
  }
}
