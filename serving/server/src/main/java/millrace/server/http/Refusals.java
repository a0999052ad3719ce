package millrace.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// What clients get for requests that end before our handlers see them: broken HTTP, and anything that comes while the
/// server stops. JSON like our other errors, without a word about the library below or the request as it was sent.
final class Refusals implements Request.Handler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Object message = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
    ErrorAnswer answer = answer(response.getStatus(), Optional.ofNullable(message).map(Object::toString));
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
    if (request.getConnectionMetaData().getHttpVersion().getVersion() <= HttpVersion.HTTP_1_1.getVersion()) {
      // Jetty ends the connection after what it could not read, and whoever goes on using it is to know.
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    response.write(true, ByteBuffer.wrap(answer.body().getBytes(StandardCharsets.UTF_8)), callback);
    return true;
  }

  private static ErrorAnswer answer(int status, Optional<String> message) {
    return switch (status) {
      case HttpStatus.SERVICE_UNAVAILABLE_503 ->
          ErrorAnswer.json(status, "server is shutting down").with("Retry-After", "1");
      case HttpStatus.INTERNAL_SERVER_ERROR_500 -> ErrorAnswer.json(status, "internal error");
      default -> ErrorAnswer.json(status, message.orElse(HttpStatus.getMessage(status)));
    };
  }
}
