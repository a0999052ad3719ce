package millrace.server.http;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Between Jetty's world and ours. Answers 503 until it is told who answers.
///
/// Threads: any.
final class JettyDispatch extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger("millrace.server.http");

  private final RequestBody reader;
  private final Uploads uploads;
  private final AtomicReference<HttpHandler> handler;
  private final AtomicReference<Optional<GrpcHandler>> grpc;

  JettyDispatch(
      RequestBody reader, Uploads uploads, AtomicReference<HttpHandler> handler,
      AtomicReference<Optional<GrpcHandler>> grpc) {
    this.reader = reader;
    this.uploads = uploads;
    this.handler = handler;
    this.grpc = grpc;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Optional<PeekingEndPoint> connection = PeekingEndPoint.of(request);
    connection.ifPresent(PeekingEndPoint::serving);
    Optional<GrpcHandler> calls = grpc.get();
    try {
      if (calls.isPresent() && JettyGrpcExchange.isGrpc(request)) {
        calls.get().serve(new JettyGrpcExchange(request, response));
      } else {
        answer(new JettyRequest(request, reader, uploads), new JettyResponse(response));
      }
      connection.ifPresent(PeekingEndPoint::served);
      callback.succeeded();
    } catch (IOException gone) {
      // Not the whole address: clients of 1.x put their password into it.
      LOG.debug("client of {} is gone", request.getHttpURI().getPath(), gone);
      callback.failed(gone);
    } catch (RuntimeException | Error failure) {
      callback.failed(failure);
    }
    return true;
  }

  private void answer(JettyRequest asked, JettyResponse answer) throws IOException {
    try {
      if (asked.isMisframed()) {
        ErrorAnswer.json(400, "Transfer-Encoding in a request of HTTP/1.0").with("Connection", "close").writeTo(answer);
      } else {
        handler.get().handle(asked, answer);
      }
      if (!asked.discardBody() && !answer.isCommitted()) {
        answer.header("Connection", "close");
      }
    } finally {
      asked.release();
    }
    answer.finish();
  }
}
