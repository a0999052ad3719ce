package millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import millrace.base.Clock;
import millrace.server.config.ServerOptions;
import millrace.server.http.TestClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Copies of writes as `CREATE SUBSCRIPTION` orders them: other servers and listeners for datagrams get them, dead ones
/// harm nobody.
@Timeout(60)
class SubscriptionTest {
  private static final String LINES = "m\\ 1,t=a\\,b i=1i,s=\"x \\\"y\\\" \\\\\",f=2.5,b=true 1\nm\\ 1 f=1e300 2";

  @Test
  void everyReceiverOfAllGetsEveryPointOfThePolicy() throws Exception {
    try (Node source = new Node(); Node first = new Node(); Node second = new Node()) {
      source.query("CREATE RETENTION POLICY other ON db DURATION INF REPLICATION 1");
      source.query("CREATE SUBSCRIPTION s ON db.autogen DESTINATIONS ALL '" + first.url() + "', '" + dead() + "', '"
          + second.url() + "'");
      assertThat(source.write("db", LINES).statusCode()).isEqualTo(204);
      assertThat(source.write("db&rp=other", "n f=1 1").statusCode()).isEqualTo(204);
      assertThat(source.write("foreign", "n f=1 1").statusCode()).isEqualTo(204);
      assertThat(source.write("db", "last f=3 3").statusCode()).isEqualTo(204);
      for (Node receiver : List.of(first, second)) {
        receiver.await("SELECT f FROM last", "\"values\":[[\"1970-01-01T00:00:00.000000003Z\",3]]");
        assertThat(receiver.query("SELECT * FROM \"m 1\"")).isEqualTo(source.query("SELECT * FROM \"m 1\""))
            .contains("x \\\"y\\\" \\\\").contains("a,b").contains("1e+300");
        assertThat(receiver.query("SHOW MEASUREMENTS")).doesNotContain("\"n\"");
      }
      source.await("SHOW STATS FOR 'subscriber'", "\"columns\":[\"pointsDropped\",\"pointsWritten\",\"writeFailures\"],\"values\":[[0,3,0]]");
      source.await("SHOW STATS FOR 'subscriber'", "\"values\":[[3,0,");
    }
  }

  @Test
  void oneReceiverOfAnyGetsIt() throws Exception {
    try (Node source = new Node(); Node receiver = new Node()) {
      source.query("CREATE SUBSCRIPTION s ON db.autogen DESTINATIONS ANY '" + dead() + "', '" + receiver.url() + "', '"
          + dead() + "'");
      for (int i = 1; i <= 5; i++) {
        assertThat(source.write("db", "m f=" + i + " " + i).statusCode()).isEqualTo(204);
        receiver.await("SELECT count(f) FROM m", "[\"1970-01-01T00:00:00Z\"," + i + "]");
      }
    }
  }

  @Test
  void datagramsCarryWholeLines() throws Exception {
    try (Node source = new Node(); DatagramSocket listener = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      source.query("CREATE SUBSCRIPTION s ON db.autogen DESTINATIONS ALL 'udp://127.0.0.1:" + listener.getLocalPort() + "'");
      String lines = "m s=\"" + "ä".repeat(200) + "\" 1\nm s=\"" + "b".repeat(400) + "\" 2\nm f=1.0 3\nm s=\"" + "c".repeat(900)
          + "\" 4\n";
      assertThat(source.write("db", lines).statusCode()).isEqualTo(204);
      StringBuilder got = new StringBuilder();
      int packets = 0;
      byte[] buffer = new byte[4096];
      while (got.length() < lines.length()) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        listener.receive(packet);
        got.append(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
        packets++;
      }
      assertThat(got.toString()).isEqualTo(lines);
      assertThat(packets).isEqualTo(3);
    }
  }

  @Test
  void aDroppedSubscriptionSendsNoMore() throws Exception {
    try (Node source = new Node(); Node receiver = new Node()) {
      source.query("CREATE SUBSCRIPTION s ON db.autogen DESTINATIONS ALL '" + receiver.url() + "'");
      source.write("db", "m f=1 1");
      receiver.await("SELECT f FROM m", "\"values\"");
      source.query("DROP SUBSCRIPTION s ON db.autogen");
      source.query("CREATE SUBSCRIPTION t ON db.autogen DESTINATIONS ALL '" + receiver.url() + "'");
      source.write("db", "n f=1 1");
      receiver.await("SELECT f FROM n", "\"values\"");
      assertThat(source.query("SHOW STATS FOR 'subscriber'")).contains("\"name\":\"t\"").doesNotContain("\"name\":\"s\"");
    }
  }

  @Test
  void whatCameJustBeforeTheEndIsSent() throws Exception {
    try (Node receiver = new Node()) {
      try (Node source = new Node()) {
          source.query("CREATE SUBSCRIPTION s ON db.autogen DESTINATIONS ALL '" + receiver.url() + "'");
        assertThat(source.write("db", "m f=1 1").statusCode()).isEqualTo(204);
      }
      receiver.await("SELECT f FROM m", "\"values\"");
    }
  }

  /// The address of nobody.
  private static String dead() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://user:secret@127.0.0.1:" + socket.getLocalPort();
    }
  }

  private static final class Node implements AutoCloseable {
    private final MillraceServer server = MillraceServer.start(
        ServerOptions.read(
            List.of("--node-id", "n", "--http-bind", "127.0.0.1:0", "--object-store", "memory", "--without-auth",
                "--wal-flush-interval", "50ms"),
            Map.of()),
        Map.of(), Clock.SYSTEM);
    private final TestClient client = new TestClient(server.address());

    Node() {
      query("CREATE DATABASE db");
    }

    String url() {
      return "http://127.0.0.1:" + server.address().getPort();
    }

    HttpResponse<String> write(String database, String lines) {
      return client.send("POST", "/api/v2/write?bucket=" + database.replace("&rp=", "/") + "&precision=ns", lines);
    }

    String query(String statement) {
      return client.send("POST", "/query",
          "db=db&q=" + URLEncoder.encode(statement, StandardCharsets.UTF_8),
          "Content-Type", "application/x-www-form-urlencoded").body();
    }

    /// Asks until the answer has a text; the time limit of the test ends it.
    void await(String statement, String text) {
      String answer = query(statement);
      while (!answer.contains(text)) {
        assertThat(answer).as(statement).doesNotContain("parsing");
        Thread.onSpinWait();
        answer = query(statement);
      }
    }

    @Override
    public void close() {
      client.close();
      server.close();
    }
  }
}
