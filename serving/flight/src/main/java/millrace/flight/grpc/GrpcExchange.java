package millrace.flight.grpc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/// One HTTP/2 stream that carries a gRPC call, as the HTTP server offers it.
///
/// Threads: the call's own; it may block. [#whenAborted] actions run on any thread.
public interface GrpcExchange {
  /// `/package.Service/Method`, as sent.
  String path();

  /// The values of a request header, in the order they came; the name in lower case.
  List<String> metadata(String name);

  /// The request's bytes; reading waits for them.
  InputStream body();

  /// Sets a response header; without effect once something was sent.
  void header(String name, String value);

  /// Sends bytes and returns when the client has taken them in, so that a slow client slows the caller down.
  ///
  /// @throws IOException when the client is gone
  void send(ByteBuffer bytes) throws IOException;

  /// Ends the answer.
  ///
  /// @throws IOException when the client is gone
  void end(Map<String, String> trailers) throws IOException;

  /// Has `action` run once when the client goes away or cancels before the end.
  void whenAborted(Runnable action);
}
