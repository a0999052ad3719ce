package millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A query whose client goes away while it computes is stopped, though it has nothing to send for hours.
class DepartedClientsTest {
  private static final String ENDLESS_INFLUXQL = "SELECT count(x) FROM (SELECT mean(f) AS x FROM m"
      + " WHERE time >= '1970-01-01' AND time < '2030-01-01' GROUP BY time(1ms) fill(0))";

  private static RunningServer server;

  @BeforeAll
  static void open() {
    server = RunningServer.open();
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= 3000; i++) {
      lines.append("m f=").append(i).append(' ').append(i).append('\n');
    }
    server.write("d", "second", lines.toString());
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void ofVersionOne() throws Exception {
    leaves("/query?db=d&q=", ENDLESS_INFLUXQL, "influxql");
  }

  @Test
  void ofInfluxQl() throws Exception {
    leaves("/api/v3/query_influxql?db=d&q=", ENDLESS_INFLUXQL, "influxql");
  }

  @Test
  void ofSql() throws Exception {
    leaves("/api/v3/query_sql?db=d&q=", "SELECT sum(a.f * b.f * c.f) AS x FROM m a CROSS JOIN m b CROSS JOIN m c", "sql");
  }

  private static void leaves(String path, String text, String type) throws IOException {
    long before = count(type, "cancel");
    try (Socket socket = new Socket("127.0.0.1", server.client.port())) {
      String target = path + URLEncoder.encode(text, StandardCharsets.UTF_8);
      socket.getOutputStream().write(("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      await(() -> count(type, "execution_permit") > 0);
    }
    await(() -> count(type, "cancel") > before);
    await(() -> !server.v1("q=SHOW+QUERIES").body().contains("count(x)"));
  }

  private static long count(String type, String phase) {
    String body = server.sql("_internal", "SELECT count(*) AS n FROM system.queries WHERE query_type = '" + type + "' AND phase = '" + phase
        + "' AND query_text NOT LIKE '%system.queries%'", "csv").body();
    return Long.parseLong(body.lines().skip(1).findFirst().orElse("0"));
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
  }
}
