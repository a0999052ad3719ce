package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged requests of every kind against a real server: each is answered, none with an error that is ours, and the
/// server neither grows nor stops. `-Dmillrace.seed=N` repeats a run, but for the order in which the clients come.
class HostileRequestsTest {
  private static final int CLIENTS = 4;
  private static final int ROUND = 10_000;
  private static final long KIB_OF_A_MIB = 1024;

  @TempDir
  Path folder;

  /// The same ones each time, so that a change that breaks one is told from luck; the slow form looks for new ones.
  @Test
  void threeThousandDamagedRequests() throws Exception {
    run(3_000, Long.getLong("millrace.seed", 2_026));
  }

  @Test
  @Tag("slow")
  void aMillionDamagedRequests() throws Exception {
    run(Integer.getInteger("millrace.requests", 1_000_000), Long.getLong("millrace.seed", new Random().nextLong()));
  }

  private void run(int requests, long seed) throws Exception {
    System.out.println("seed " + seed + ", repeat with ./dev test endtoend HostileRequestsTest --seed " + seed);
    try (TestServer server = open(); ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      int rounds = Math.ceilDiv(requests, ROUND);
      long middleKib = 0;
      long began = System.nanoTime();
      for (int round = 0; round < rounds; round++) {
        begin(server);
        int first = round * CLIENTS;
        List<Future<?>> running = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
          Random random = new Random(seed + first + client);
          running.add(clients.submit(() -> new HostileClient(server, random, requests > ROUND).run(Math.min(requests, ROUND) / CLIENTS)));
        }
        for (Future<?> one : running) {
          one.get();
        }
        assertAlive(server);
        long kib = residentKib(server);
        System.out.println("after " + (round + 1) * (long) Math.min(requests, ROUND) + " requests and "
            + (System.nanoTime() - began) / 1_000_000_000 + " s: " + kib / KIB_OF_A_MIB + " MiB resident, "
            + server.liveHeapKib() / KIB_OF_A_MIB + " MiB of live heap");
        middleKib = round == rounds / 2 ? kib : middleKib;
      }
      long endKib = residentKib(server);
      assertThat(endKib).as("KiB, after %d in the middle", middleKib).isLessThan(middleKib + middleKib / 4 + 64 * KIB_OF_A_MIB);
      assertThat(server.log()).doesNotContain("Error while handling request").doesNotContain("OutOfMemoryError");
    }
  }

  /// Small in every way, so that what grows is seen.
  private TestServer open() {
    TestServer server = TestServer.withTokens(
        folder, Map.of("INFLUXDB3_JAVA_OPTIONS", "-Xmx384m"), "--log-filter", "error", "--wal-flush-interval", "50ms",
        "--wal-files-per-snapshot", "50", "--delete-grace-period", "1s", "--num-database-limit", "200", "--num-table-limit", "2000",
        "--num-total-columns-per-table-limit", "500", "--query-timeout", "1s", "--max-select-buckets", "10000",
        "--exec-mem-pool-size", "256mb", "--query-log-size", "100", "--disable-package-management");
    server.plugin("fuzz.py", HostileKinds.PLUGIN);
    return server;
  }

  /// Every round begins with what the last one left thrown away.
  private static void begin(TestServer server) {
    String path = "/api/v3/configure/database";
    for (var row : server.send("GET", path + "?format=json", "").json()) {
      String name = row.get("iox::database").asText();
      if (!name.equals("_internal")) {
        server.send("DELETE", path + "?hard_delete_at=now&db=" + TestServer.encode(name), "");
      }
    }
    assertThat(server.write("fuzz", "m,t=a,u=b f=1,i=2i,n=3u,s=\"x\",b=true 1641024000000000000").status()).isEqualTo(204);
    assertThat(server.send(
        "POST", "/api/v3/configure/processing_engine_trigger", "{\"db\":\"fuzz\",\"trigger_name\":\"fuzz\",\"plugin_filename\":"
            + "\"fuzz.py\",\"trigger_specification\":\"request:fuzz\"}", "Content-Type", "application/json").status()).isEqualTo(200);
  }

  @Test
  void slowAndSilentConnectionsKeepNobodyElseWaiting() throws Exception {
    try (TestServer server = open()) {
      begin(server);
      List<RawConnection> slow = new ArrayList<>();
      String[] beginnings = {
        "", "GET ", "GET /health HTTP/1.1\r\nHost: h\r\nX-Slow: ", "POST /api/v3/write_lp?db=fuzz HTTP/1.1\r\nHost: h\r\n"
            + "Content-Length: 1000000\r\n\r\nm f=1", "POST /write?db=fuzz HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\nm",
        "POST /api/v3/query_sql HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n"};
      for (int i = 0; i < 300; i++) {
        RawConnection connection = new RawConnection(server.url());
        connection.send(beginnings[i % beginnings.length].getBytes(StandardCharsets.US_ASCII));
        slow.add(connection);
      }
      assertThat(server.write("fuzz", "m f=7 7").status()).isEqualTo(204);
      assertThat(server.sql("fuzz", "SELECT f FROM m WHERE f = 7").body()).isEqualTo("[{\"f\":7.0}]");
      for (RawConnection connection : slow) {
        connection.close();
      }
      assertAlive(server);
    }
  }

  @Test
  void bombsAreRefusedWithoutTakingTheMemory() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      for (int i = 0; i < 64; i++) {
        out.write(new byte[1 << 20]);
      }
    }
    byte[] bomb = bytes.toByteArray();
    try (TestServer server = open(); ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        answers.add(clients.submit(() -> {
          try (RawConnection connection = new RawConnection(server.url())) {
            return connection
                .ask(new HostileRequest("POST", "/api/v3/write_lp?db=fuzz", "Content-Encoding: gzip\r\n", bomb, false), server.token()).status();
          }
        }));
      }
      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isIn(413, 503);
      }
      assertAlive(server);
      assertThat(server.log()).doesNotContain("OutOfMemoryError");
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
    try (TestServer server = open(); RawConnection connection = new RawConnection(server.url())) {
      String one = "GET /api/v3/query_sql?db=_internal&q=SELECT+%d+AS+x HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer %s\r\n%s\r\n";
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 50; i++) {
        all.append(one.formatted(i, server.token(), i == 49 ? "Connection: close\r\n" : ""));
      }
      connection.send(all.toString().getBytes(StandardCharsets.US_ASCII));
      String answers = new String(connection.readToEnd(), StandardCharsets.UTF_8);
      int at = 0;
      for (int i = 0; i < 50; i++) {
        at = answers.indexOf("[{\"x\":" + i + "}]", at);
        assertThat(at).as("answer %d", i).isPositive();
      }
    }
  }

  private static void assertAlive(TestServer server) {
    assertThat(server.send("GET", "/health", "").body()).isEqualTo("OK");
    assertThat(server.sql("_internal", "SELECT 1 AS x").body()).isEqualTo("[{\"x\":1}]");
  }

  private static long residentKib(TestServer server) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(server.pid()), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElse(0);
  }
}
