package millrace.server.http;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import millrace.server.access.Authorization;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What every request goes through, in order: the headers all answers carry, `OPTIONS`, admission, routing, the
/// route's rights, and the table of errors. Admission comes before routing: who has no token learns no paths.
public final class HttpService implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger("millrace.server.http");

  private static final Set<String> KNOWN_METHODS = Set.of("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH");

  private final String clusterId;
  private final RequestGate gate;
  private final Router router;
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  /// @param clusterId value of the `cluster-uuid` header of every answer
  public HttpService(String clusterId, RequestGate gate, Router router) {
    this.clusterId = clusterId;
    this.gate = gate;
    this.router = router;
  }

  @Override
  public void handle(HttpRequest request, HttpResponse response) throws IOException {
    standardHeaders(response);
    if (request.method().equals("OPTIONS")) {
      preflight(response);
      return;
    }
    ErrorShape shape = ErrorShape.TEXT;
    String path = "other";
    try {
      Authorization asker = gate.admit(request);
      Router.Route route =
          router.find(request.method(), request.path()).orElseThrow(() -> HttpFault.text(404, "Not found"));
      shape = route.errors();
      path = route.path();
      route.handler().handle(request, response, asker);
    } catch (RuntimeException | Error failure) {
      log(request, failure);
      if (response.isCommitted()) {
        throw failure;
      }
      response.reset();
      standardHeaders(response);
      ErrorMapping.answer(failure, shape).writeTo(response);
    } finally {
      count(request.method(), path, response.status());
    }
  }

  /// Requests so far, by Prometheus labels: `method="GET",path="/ping",status="200"`. Paths without a route are `other`.
  public Map<String, Long> counts() {
    Map<String, Long> all = new TreeMap<>();
    counts.forEach((labels, count) -> all.put(labels, count.sum()));
    return all;
  }

  private void count(String method, String path, int status) {
    String known = KNOWN_METHODS.contains(method) ? method : "other";
    String labels = "method=\"" + known + "\",path=\"" + path + "\",status=\"" + status + "\"";
    counts.computeIfAbsent(labels, _ -> new LongAdder()).increment();
  }

  private void standardHeaders(HttpResponse response) {
    response.header("cluster-uuid", clusterId);
    response.header("access-control-allow-origin", "*");
  }

  private static void preflight(HttpResponse response) {
    response.status(204);
    response.header("Access-Control-Allow-Methods", "*");
    response.header("Access-Control-Allow-Headers", "*");
    response.header("Access-Control-Max-Age", "86400");
  }

  private static void log(HttpRequest request, Throwable failure) {
    if (ErrorMapping.isOurs(failure)) {
      LOG.atError()
          .setCause(failure)
          .addKeyValue("method", request.method())
          .addKeyValue("path", request.path())
          .addKeyValue("content_length", request.contentLength())
          .addKeyValue("client_ip", request.clientAddress())
          .log("Error while handling request");
    }
  }
}
