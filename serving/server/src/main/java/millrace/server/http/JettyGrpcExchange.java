package millrace.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.flight.grpc.GrpcExchange;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/// A gRPC call that came through Jetty. Writing waits for the client's flow-control window.
final class JettyGrpcExchange implements GrpcExchange {
  private final Request request;
  private final Response response;
  private final HttpFields.Mutable trailers = HttpFields.build();

  JettyGrpcExchange(Request request, Response response) {
    this.request = request;
    this.response = response;
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/grpc");
    response.setTrailersSupplier(() -> trailers);
  }

  /// Whether a request is a gRPC call: over HTTP/2, and of a content type that says so.
  static boolean isGrpc(Request request) {
    boolean says = Optional.ofNullable(request.getHeaders().get(HttpHeader.CONTENT_TYPE))
        .map(type -> type.startsWith("application/grpc") && !type.startsWith("application/grpc-web"))
        .orElse(false);
    return says && request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2;
  }

  @Override
  public String path() {
    return Optional.ofNullable(request.getHttpURI().getPath()).orElse("/");
  }

  @Override
  public List<String> metadata(String name) {
    return request.getHeaders().getValuesList(name);
  }

  @Override
  public InputStream body() {
    return Content.Source.asInputStream(request);
  }

  @Override
  public void header(String name, String value) {
    if (!response.isCommitted()) {
      response.getHeaders().put(name, value);
    }
  }

  @Override
  public void send(ByteBuffer bytes) throws IOException {
    Content.Sink.write(response, false, bytes);
  }

  @Override
  public void end(Map<String, String> last) throws IOException {
    last.forEach(trailers::put);
    Content.Sink.write(response, true, ByteBuffer.allocate(0));
  }

  @Override
  public void whenAborted(Runnable action) {
    request.addFailureListener(failure -> action.run());
  }
}
