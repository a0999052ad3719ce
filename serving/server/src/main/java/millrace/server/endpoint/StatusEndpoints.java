package millrace.server.endpoint;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import millrace.base.Clock;
import millrace.server.http.ContentTypes;
import millrace.server.http.HttpRequest;
import millrace.server.http.HttpResponse;
import millrace.server.http.Router;

/// `/health`, `/ping`, `/ready` and `/metrics`.
public final class StatusEndpoints {
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final ProductVersion version;
  private final UUID process = UUID.randomUUID();
  private final BooleanSupplier isReady;
  private final Supplier<String> metrics;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /// @param isReady whether the object store answers
  /// @param metrics all metrics in Prometheus text, without the end mark
  public StatusEndpoints(ProductVersion version, BooleanSupplier isReady, Supplier<String> metrics, Clock clock) {
    this.version = version;
    this.isReady = isReady;
    this.metrics = metrics;
    this.clock = clock;
  }

  public void addTo(Router router) {
    router.routeForKnown("GET", "/health", StatusEndpoints::health);
    router.routeForKnown("GET", "/api/v1/health", StatusEndpoints::health);
    router.routeForKnown("GET", "/ping", this::ping);
    router.routeForKnown("POST", "/ping", this::ping);
    router.routeForKnown("GET", "/ready", this::ready);
    router.route("GET", "/metrics", this::metrics);
  }

  private static void health(HttpRequest request, HttpResponse response) throws IOException {
    response.send(200, ContentTypes.TEXT, "OK");
  }

  private void ping(HttpRequest request, HttpResponse response) throws IOException {
    String id = timeOrderedId().toString();
    response.header("Request-Id", id);
    response.header("X-Request-Id", id);
    response.header("X-Influxdb-Build", version.build());
    response.header("X-Influxdb-Version", version.version());
    if (isOfVersionOne(request)) {
      response.status(204);
      return;
    }
    response.send(200, ContentTypes.JSON, "{\"product_name\":\"" + version.product() + "\",\"version\":\""
        + version.version() + "\",\"revision\":\"" + version.revision() + "\",\"process_id\":\"" + process + "\"}");
  }

  /// Clients of InfluxDB 1.x take anything but 204 without a body for a failure. They show by what they send and others
  /// do not: a wait for a leader, that they take MessagePack alone, or the name of the one in Go.
  private static boolean isOfVersionOne(HttpRequest request) {
    return request.query().first("wait_for_leader").isPresent()
        || request.header("accept").filter(taken -> taken.strip().equals("application/x-msgpack")).isPresent()
        || request.header("user-agent").filter("InfluxDBClient"::equals).isPresent();
  }

  private void ready(HttpRequest request, HttpResponse response) throws IOException {
    if (isReady.getAsBoolean()) {
      response.send(200, ContentTypes.TEXT, "OK");
    } else {
      response.send(503, ContentTypes.TEXT, "object store does not answer");
    }
  }

  private void metrics(HttpRequest request, HttpResponse response) throws IOException {
    response.send(200, METRICS_TYPE, metrics.get() + "# EOF\n");
  }

  /// A UUID of version 7: milliseconds, then chance. Source: RFC 9562.
  private UUID timeOrderedId() {
    long millis = clock.nowNanos() / NANOS_PER_MILLI;
    long high = millis << 16 | 0x7000 | random.nextInt(1 << 12);
    long low = random.nextLong() >>> 2 | 1L << 63;
    return new UUID(high, low);
  }
}
