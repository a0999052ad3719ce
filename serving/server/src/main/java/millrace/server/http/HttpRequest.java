package millrace.server.http;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// One request as handlers see it.
public interface HttpRequest {
  /// In upper case.
  String method();

  /// The path as it was sent: starts with `/`, not decoded, without the query string.
  String path();

  /// What follows `?`, not decoded; empty when there is no `?`.
  Optional<String> rawQuery();

  /// The decoded query string.
  Parameters query();

  /// The first value of a header, whatever the case of its name.
  Optional<String> header(String name);

  /// Every header by its name in lower case; of repeated ones the last value.
  Map<String, String> headers();

  /// The client's address for logs: first of `x-forwarded-for`, `x-real-ip`, the socket.
  String clientAddress();

  /// What the `Content-Length` header says, or -1.
  long contentLength();

  /// A body in an array that may be longer than it, so that whoever needs room behind it need not copy.
  ///
  /// @param bytes what lies behind `length` may be overwritten
  record BodyBytes(byte[] bytes, int length) {}

  /// The whole body, gunzipped when it came as gzip. Reads it on the first call; later calls give the same. Its array is
  /// another request's once this one is answered, so whoever keeps bytes copies them.
  ///
  /// @throws HttpFault 413 when it is too large before or after decoding, 400 when it cannot be decoded
  /// @throws millrace.base.MillraceException with STORE_UNAVAILABLE when bodies of other requests take all the memory
  BodyBytes content() throws IOException;

  /// Has `action` run once, on any thread, when the client goes away before it is answered. The body must have been read.
  void whenGone(Runnable action);

  /// [#content] in an array of its length.
  default byte[] body() throws IOException {
    BodyBytes content = content();
    return content.bytes().length == content.length()
        ? content.bytes()
        : Arrays.copyOf(content.bytes(), content.length());
  }
}
