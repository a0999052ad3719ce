package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests as Telegraf's outputs and Grafana's data source send them, put together from their sources: headers,
/// parameters, their order and the texts of statements.
// The Flight client's close() may throw anything, an interruption too; a test ends then anyway.
@SuppressWarnings("try")
class RequestShapesTest {
  @TempDir
  static Path folder;

  private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.withTokens(folder);
    server.write("grafana", """
        cpu,host=a usage=1,on=true 1641024000000000000
        cpu,host=a usage=3 1641024060000000000
        cpu,host=b usage=5,note="x" 1641024120000000000
        mem,host=a free=7i 1641024000000000000""");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  // Telegraf, outputs.influxdb: CREATE DATABASE as a form, then lines, with user and password.

  @Test
  void telegrafOfVersionOneMakesItsDatabaseAndWrites() throws Exception {
    Reply made = send("POST", "/query", bytes("q=CREATE+DATABASE+%22tele+graf%22"),
        "Content-Type", "application/x-www-form-urlencoded", "Authorization", basic(), "User-Agent", "Telegraf/1.36.0 Go/1.25.0");
    assertThat(made.status).isEqualTo(200);
    assertThat(made.text).isEqualTo("{\"results\":[{\"statement_id\":0}]}\n");
    byte[] lines = bytes("cpu,cpu=cpu0,host=tele usage_user=1.25,usage_idle=98.75 1641024000000000000\n"
        + "disk,host=tele,path=/ used=1i,total=9223372036854775807i 1641024000000000000\n");
    Reply written = send("POST", "/write?consistency=any&db=tele+graf", gzip(lines),
        "Content-Type", "text/plain; charset=utf-8", "Content-Encoding", "gzip", "Authorization", basic());
    assertThat(written.status).isEqualTo(204);
    assertThat(written.text).isEmpty();
    assertThat(server.sql("tele graf", "SELECT total FROM disk").body()).isEqualTo("[{\"total\":9223372036854775807}]");
  }

  @Test
  void telegrafOfVersionOneReadsWhyItsPointsAreDropped() throws Exception {
    // It makes the database again at this text, and drops a batch at any other of 400 and above.
    Reply nowhere = send("POST", "/write?db=nowhere", bytes("cpu v=1"), "Authorization", basic());
    assertThat(nowhere.status).isEqualTo(404);
    assertThat(nowhere.json().get("error").asText()).contains("database not found");
    Reply policy = send("POST", "/write?db=grafana&rp=nowhere", bytes("cpu v=1"), "Authorization", basic());
    assertThat(policy.json().get("error").asText()).contains("retention policy not found");
    Reply unreadable = send("POST", "/write?db=grafana", bytes("cpu v="), "Authorization", basic());
    assertThat(unreadable.status).isEqualTo(400);
    assertThat(unreadable.json().get("error").asText()).contains("unable to parse");
    Reply conflict = send("POST", "/write?db=grafana", bytes("cpu usage=\"text\" 1641024000000000000"), "Authorization", basic());
    assertThat(conflict.status).isEqualTo(400);
    assertThat(conflict.json().get("error").asText()).contains("partial write");
  }

  // Telegraf, outputs.influxdb_v2: bucket and organisation, gzip unless turned off, a token.

  @Test
  void telegrafOfVersionTwoWrites() throws Exception {
    byte[] lines = bytes("cpu,cpu=cpu0,host=tele usage_user=1.25,usage_idle=98.75 1641024000000000000\n");
    String[] headers = {"Content-Type", "text/plain; charset=utf-8", "Content-Encoding", "gzip",
      "Authorization", "Token " + server.token(), "User-Agent", "Telegraf/1.36.0 Go/1.25.0"};
    assertThat(send("POST", "/api/v2/write?bucket=telegraf2&org=", gzip(lines), headers).status).isEqualTo(204);
    assertThat(server.sql("telegraf2", "SELECT usage_idle FROM cpu").body()).isEqualTo("[{\"usage_idle\":98.75}]");
    // It reads `code` and `message`, and drops the batch.
    Reply unreadable = send("POST", "/api/v2/write?bucket=telegraf2&org=", gzip(bytes("cpu v=")), headers);
    assertThat(unreadable.status).isEqualTo(400);
    assertThat(unreadable.json().get("code").asText()).isEqualTo("invalid");
    assertThat(unreadable.json().get("message").asText()).isNotBlank();
    // It keeps the batch.
    headers[5] = "Token wrong";
    assertThat(send("POST", "/api/v2/write?bucket=telegraf2&org=", gzip(lines), headers).status).isEqualTo(401);
  }

  // Grafana, InfluxQL: times in milliseconds, the statement in the address or in a form, user and password.

  @Test
  void grafanaTestsItsConnection() throws Exception {
    for (Reply health : grafana("SHOW measurements")) {
      assertThat(health.json().at("/results/0/series/0").toString())
          .isEqualTo("{\"name\":\"measurements\",\"columns\":[\"name\"],\"values\":[[\"cpu\"],[\"mem\"]]}");
    }
    for (Reply empty : grafana("SHOW MEASUREMENTS WITH MEASUREMENT =~ /nothing/")) {
      assertThat(empty.text).isEqualTo("{\"results\":[{\"statement_id\":0}]}\n");
    }
  }

  @Test
  void grafanaFillsItsVariables() throws Exception {
    assertVariable("SHOW RETENTION POLICIES on \"grafana\"", "autogen");
    assertVariable("SHOW MEASUREMENTS WITH MEASUREMENT =~ /(?i)CP/ LIMIT 100", "cpu");
    assertVariable("SHOW TAG KEYS FROM \"cpu\"", "host");
    assertVariable("SHOW TAG VALUES FROM \"cpu\" WITH KEY = \"host\"", "host", "a", "host", "b");
    assertVariable("SHOW TAG VALUES FROM \"cpu\" WITH KEY = \"host\" WHERE \"host\" =~ /^(b)$/", "host", "b");
    assertVariable("SHOW TAG VALUES FROM \"autogen\".\"cpu\" WITH KEY = \"host\" WHERE \"host\"::tag = 'a' ", "host", "a");
    assertVariable("SHOW FIELD KEYS FROM \"cpu\"", "note", "string", "on", "boolean", "usage", "float");
  }

  @Test
  void grafanaDrawsAPanel() throws Exception {
    String panel = "SELECT mean(\"usage\") FROM \"cpu\" WHERE (\"host\"::tag =~ /^(a|b)$/) AND time >= 1641024000000ms"
        + " and time <= 1641024120000ms GROUP BY time(1m), \"host\"::tag fill(null) ORDER BY time ASC tz('UTC')";
    for (Reply drawn : grafana(panel)) {
      assertThat(drawn.json().at("/results/0/series").toString()).isEqualTo(
          "[{\"name\":\"cpu\",\"tags\":{\"host\":\"a\"},\"columns\":[\"time\",\"mean\"],"
              + "\"values\":[[1641024000000,1],[1641024060000,3],[1641024120000,null]]},"
              + "{\"name\":\"cpu\",\"tags\":{\"host\":\"b\"},\"columns\":[\"time\",\"mean\"],"
              + "\"values\":[[1641024000000,null],[1641024060000,null],[1641024120000,5]]}]");
    }
    for (Reply wrong : grafana("SELECT mean(\"usage\" FROM cpu")) {
      assertThat(wrong.status).isEqualTo(400);
      assertThat(wrong.json().get("error").asText()).startsWith("error parsing query");
    }
  }

  // Grafana, SQL: Flight SQL with the database in the metadata.

  @Test
  void grafanaReadsSqlOverFlight() throws Exception {
    String[] address = server.url().substring("http://".length()).split(":");
    Location location = Location.forGrpcInsecure(address[0], Integer.parseInt(address[1]));
    FlightCallHeaders headers = new FlightCallHeaders();
    headers.insert("authorization", "Bearer " + server.token());
    headers.insert("database", "grafana");
    CallOption[] options = {new HeaderCallOption(headers)};
    try (RootAllocator allocator = new RootAllocator();
        FlightSqlClient client = new FlightSqlClient(FlightClient.builder(allocator, location).build())) {
      assertThat(sql(client, options, "select 1")).isEqualTo("1\n");
      assertThat(sql(client, options, "SELECT DISTINCT TABLE_SCHEMA from information_schema.TABLES"
          + " where TABLE_TYPE != 'SYSTEM VIEW' ORDER BY TABLE_SCHEMA")).contains("iox\n");
      assertThat(sql(client, options,
          "SELECT table_name FROM information_schema.tables WHERE table_schema = 'iox' ORDER BY table_name"))
          .isEqualTo("cpu\nmem\n");
      assertThat(sql(client, options, "SELECT column_name, data_type FROM information_schema.columns"
          + " WHERE table_schema = 'iox' AND table_name = 'mem' ORDER BY column_name"))
          .isEqualTo("free\tInt64\nhost\tDictionary(Int32, Utf8)\ntime\tTimestamp(ns)\n");
      assertThat(sql(client, options, "SELECT date_bin(interval '60 second', time, timestamp '1970-01-01T00:00:00Z')"
          + " as time_binned, avg(\"usage\") FROM \"cpu\" WHERE time >= cast('2022-01-01T08:00:00Z' as timestamp)"
          + " AND time <= cast('2022-01-01T08:01:00Z' as timestamp) GROUP BY 1 ORDER BY 1"))
          .isEqualTo("2022-01-01T08:00\t1.0\n2022-01-01T08:01\t3.0\n");
      assertThat(sql(client, options, "SELECT datepart('minute', time) as time_minute,datepart('hour', time) as time_hour,"
          + " max(usage) FROM cpu GROUP BY 1, 2 ORDER BY 1")).startsWith("0\t8\t1.0\n");
    }
  }

  private static String sql(FlightSqlClient client, CallOption[] options, String query) throws Exception {
    FlightInfo info = client.execute(query, options);
    assertThat(info.getEndpoints()).hasSize(1);
    StringBuilder text = new StringBuilder();
    try (FlightStream stream = client.getStream(info.getEndpoints().getFirst().getTicket(), options)) {
      while (stream.next()) {
        String batch = stream.getRoot().contentToTSVString();
        text.append(batch.substring(batch.indexOf('\n') + 1));
      }
    }
    return text.toString();
  }

  private static void assertVariable(String statement, String... cells) throws Exception {
    for (Reply reply : grafana(statement)) {
      StringBuilder flat = new StringBuilder();
      reply.json().at("/results/0/series/0/values").forEach(row -> row.forEach(cell -> flat.append(cell.asText()).append(' ')));
      assertThat(flat.toString()).startsWith(String.join(" ", cells) + " ");
    }
  }

  /// A statement as Grafana sends it in its two modes.
  private static List<Reply> grafana(String statement) throws Exception {
    return List.of(
        send("GET", "/query?db=grafana&epoch=ms&q=" + TestServer.encode(statement), new byte[0], "Authorization", basic()),
        send("POST", "/query?db=grafana&epoch=ms", bytes("q=" + TestServer.encode(statement)),
            "Authorization", basic(), "Content-type", "application/x-www-form-urlencoded"));
  }

  private record Reply(int status, String text) {
    JsonNode json() {
      return new TestServer.Answer(status, text).json();
    }
  }

  private static Reply send(String method, String path, byte[] body, String... headers) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
        .method(method, HttpRequest.BodyPublishers.ofByteArray(body)).headers(headers).build();
    HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    return new Reply(answer.statusCode(), answer.body());
  }

  private static String basic() {
    return "Basic " + Base64.getEncoder().encodeToString(bytes("anybody:" + server.token()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }
}
