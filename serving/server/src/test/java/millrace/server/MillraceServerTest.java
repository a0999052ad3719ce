package millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.base.MillraceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole server over loopback, its parts in memory.
class MillraceServerTest {
  private static final String KITCHEN = "home,room=Kitchen temp=21.0,hum=35.9,co=0i 1641024000";

  @Test
  void writesAreReadableAtOnceInEveryFormat() {
    try (RunningServer server = RunningServer.open()) {
      assertThat(server.write("foo", "second", KITCHEN).statusCode()).isEqualTo(204);
      assertThat(server.sql("foo", "SELECT * FROM home", "json").body())
          .isEqualTo("[{\"co\":0,\"hum\":35.9,\"room\":\"Kitchen\",\"temp\":21.0,\"time\":\"2022-01-01T08:00:00\"}]");
      assertThat(server.sql("foo", "SELECT * FROM home", "csv").body())
          .isEqualTo("co,hum,room,temp,time\n0,35.9,Kitchen,21.0,2022-01-01T08:00:00\n");
      HttpResponse<String> pretty = server.sql("foo", "SELECT * FROM home", "pretty");
      assertThat(pretty.headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
      assertThat(pretty.body()).isEqualTo("""
          +----+------+---------+------+---------------------+
          | co | hum  | room    | temp | time                |
          +----+------+---------+------+---------------------+
          | 0  | 35.9 | Kitchen | 21.0 | 2022-01-01T08:00:00 |
          +----+------+---------+------+---------------------+""");
      assertThat(server.client.send("POST", "/api/v3/query_sql",
          "{\"db\":\"foo\",\"q\":\"SELECT temp FROM home WHERE room = $r\",\"format\":\"jsonl\",\"params\":{\"r\":\"Kitchen\"}}")
          .body()).isEqualTo("{\"temp\":21.0}\n");
    }
  }

  @Test
  void aBrokenLineIsNamedAndTheGoodOnesAreKept() {
    try (RunningServer server = RunningServer.open()) {
      HttpResponse<String> answer = server.write("foo", "second", "m f=1 1\nm f= 2\nm f=3 3");
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).startsWith("{\"error\":\"partial write of line protocol occurred\",\"data\":[{\"error_message\":\"")
          .endsWith("\",\"line_number\":2,\"original_line\":\"m f= 2\"}]}");
      assertThat(server.sql("foo", "SELECT f FROM m ORDER BY time", "csv").body()).isEqualTo("f\n1.0\n3.0\n");
    }
  }

  @Test
  void allOrNothingLeavesNoTrace() {
    try (RunningServer server = RunningServer.open()) {
      HttpResponse<String> answer = server.client.send("POST", "/api/v3/write_lp?db=foo&accept_partial=false", "m f=1 1\nm f=\"x\" 2");
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).isEqualTo("{\"error\":\"line protocol parsing error\",\"data\":{\"error_message\":\"invalid column type"
          + " for column 'f', expected iox::column_type::field::float, got iox::column_type::field::string\",\"line_number\":2,"
          + "\"original_line\":\"m f=\\\"x\\\" 2\"}}");
      assertThat(server.sql("foo", "SELECT * FROM m", "json").statusCode()).isIn(400, 404);
    }
  }

  @Test
  void aWrongTypeIsRefusedLineByLine() {
    try (RunningServer server = RunningServer.open()) {
      server.write("foo", "second", "m f=1 1");
      HttpResponse<String> answer = server.write("foo", "second", "m f=1i 2\nm f=2 3");
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("expected iox::column_type::field::float, got iox::column_type::field::integer");
      assertThat(server.sql("foo", "SELECT f FROM m ORDER BY time", "csv").body()).isEqualTo("f\n1.0\n2.0\n");
    }
  }

  @Test
  void writesThatSayNothingOrTooMuch() {
    try (RunningServer server = RunningServer.open("--max-http-request-size", "100")) {
      assertAnswer(server.write("foo", "second", ""), 400, "incoming write was empty");
      assertAnswer(server.write("foo", "second", "# only a comment\n\n"), 400, "incoming write was empty");
      assertAnswer(server.write("foo", "second", "x".repeat(101)), 413, "max request size (100 bytes) exceeded");
      assertAnswer(server.client.send("POST", "/api/v3/write_lp", "m f=1"), 400, "missing query parameter 'db'");
      assertAnswer(server.client.send("POST", "/api/v3/write_lp?precision=ns", "m f=1"), 400, "serde error: missing field `db`");
      assertAnswer(server.write("_foo", "second", "m f=1"), 400, "{\"error\":\"db name did not start with a number or letter\"}");
      assertThat(server.write("foo", "year", "m f=1").body()).startsWith("serde error: ");
    }
  }

  @Test
  void unknownNamesInQueries() {
    try (RunningServer server = RunningServer.open()) {
      server.write("foo", "second", KITCHEN);
      assertAnswer(server.sql("nope", "SELECT 1", "json"), 404, "{\"error\":\"query error: database not found: nope\"}");
      HttpResponse<String> table = server.sql("foo", "SELECT * FROM nope", "json");
      assertThat(table.statusCode()).isEqualTo(400);
      assertThat(table.body()).isEqualTo("Error during planning: table 'public.iox.nope' not found");
      HttpResponse<String> syntax = server.sql("foo", "SELEC 1", "json");
      assertThat(syntax.statusCode()).isEqualTo(400);
      assertThat(syntax.body()).startsWith("SQL error: ParserError(");
      assertAnswer(server.client.get("/api/v3/query_sql"), 400, "missing query parameters 'db' and 'q'");
      assertAnswer(server.client.get("/api/v3/query_sql?db=foo"), 400, "serde error: missing field `q`");
      assertAnswer(server.client.get("/api/v3/query_sql?db=foo&q=SELECT+1", "Accept", "application/foo"), 400,
          "invalid mime type (application/foo)");
      assertThat(server.client.get("/api/v3/query_sql?db=foo&q=SELECT+1&format=json", "Accept", "application/foo").statusCode())
          .isEqualTo(200);
      assertThat(server.client.postJson("/api/v3/query_sql", "{\"db\":\"foo\",\"q\":\"SELECT $a\",\"params\":{\"a\":[1]}}").statusCode())
          .isEqualTo(400);
      assertThat(server.client.postJson("/api/v3/query_sql", "{").body()).startsWith("serde json error: ");
    }
  }

  @Test
  void v1WritesNeedTheirDatabase() {
    try (RunningServer server = RunningServer.open()) {
      assertAnswer(server.client.send("POST", "/write?db=x", "m v=1"), 404, "{\"error\":\"database not found: \\\"x\\\"\"}\n");
      assertAnswer(server.client.send("POST", "/write", "m v=1"), 400, "{\"error\":\"database is required\"}\n");
      server.client.postJson("/api/v3/configure/database", "{\"db\":\"x\"}");
      assertThat(server.client.send("POST", "/write/?db=x&precision=s", "m v=1 1").statusCode()).isEqualTo(204);
      HttpResponse<String> bad = server.client.send("POST", "/write?db=x&precision=s", "m v=2 2\nbad line here");
      assertAnswer(bad, 400, "{\"error\":\"partial write: unable to parse 'bad line here': invalid field format dropped=0\"}\n");
      assertThat(bad.headers().firstValue("x-influxdb-error")).isPresent();
      assertThat(server.sql("x", "SELECT v FROM m ORDER BY time", "csv").body()).isEqualTo("v\n1.0\n2.0\n");
      assertThat(server.client.get("/write?db=x").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void v2WritesMakeTheirBucketAndAreAllOrNothing() {
    try (RunningServer server = RunningServer.open()) {
      assertThat(server.client.send("POST", "/api/v2/write?bucket=b&org=any&precision=s", "m v=1 1").statusCode()).isEqualTo(204);
      HttpResponse<String> bad = server.client.send("POST", "/api/v2/write?bucket=b&precision=s", "m v=2 2\nm v=");
      assertThat(bad.statusCode()).isEqualTo(400);
      assertThat(bad.body()).startsWith("{\"code\":\"invalid\",\"message\":\"write buffer error: line protocol parse failed: ");
      assertThat(server.sql("b", "SELECT v FROM m", "csv").body()).isEqualTo("v\n1.0\n");
      assertAnswer(server.client.send("POST", "/api/v2/write", "m v=1"), 400,
          "{\"code\":\"invalid\",\"message\":\"no org/bucket destination provided\"}");
    }
  }

  @Test
  void databasesAndTablesAreConfigured() {
    try (RunningServer server = RunningServer.open()) {
      String path = "/api/v3/configure/database";
      assertAnswer(server.client.postJson(path, "{\"db\":\"foo\",\"retention_period\":\"30d\"}"), 200, "");
      assertAnswer(server.client.postJson(path, "{\"db\":\"foo\"}"), 409, "attempted to create a resource that already exists");
      assertAnswer(server.client.send("POST", path, "{}", "Content-Type", "text/plain"), 415,
          "unacceptable content-type, expected: application/json");
      assertAnswer(server.client.get(path + "?format=json"), 200, "[{\"iox::database\":\"_internal\"},{\"iox::database\":\"foo\"}]");
      String retention = "SELECT retention_period_ns FROM system.databases WHERE database_name='foo'";
      assertAnswer(server.sql("_internal", retention, "json"), 200, "[{\"retention_period_ns\":2592000000000000}]");
      assertThat(server.client.send("DELETE", path + "/retention_period?db=foo", "").statusCode()).isEqualTo(204);
      assertAnswer(server.sql("_internal", retention, "json"), 200, "[{}]");
      assertThat(server.client.send("POST", path + "/retention_period?db=foo&duration=later", "").body())
          .startsWith("Cannot parse the given human time: ");

      String table = "{\"db\":\"foo\",\"table\":\"bar\",\"tags\":[\"a\"],\"fields\":[{\"name\":\"f\",\"type\":\"int64\"}]}";
      assertAnswer(server.client.postJson("/api/v3/configure/table", table), 200, "");
      assertThat(server.client.postJson("/api/v3/configure/table", table).statusCode()).isEqualTo(409);
      assertThat(server.write("foo", "second", "bar,a=x f=1 1").statusCode()).isEqualTo(400);
      assertThat(server.write("foo", "second", "bar,a=x f=1i 1").statusCode()).isEqualTo(204);
      assertThat(server.client.send("DELETE", "/api/v3/configure/table?db=foo&table=bar", "").statusCode()).isEqualTo(200);
      assertThat(server.sql("foo", "SELECT * FROM bar", "json").statusCode()).isEqualTo(400);

      assertAnswer(server.client.send("DELETE", path + "?db=nope", ""), 404, "the requested resource was not found: nope");
      assertAnswer(server.client.send("DELETE", path + "?db=_internal", ""), 403, "cannot delete internal db");
      assertThat(server.client.send("DELETE", path + "?db=foo", "").statusCode()).isEqualTo(200);
      assertAnswer(server.client.get(path), 200, "[{\"iox::database\":\"_internal\"}]");
      assertThat(server.client.get(path + "?show_deleted=true").body()).contains("\"deleted\":true");
      assertThat(server.sql("foo", "SELECT 1", "json").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void withoutAuthenticationTokensShowNoHash() {
    try (RunningServer server = RunningServer.open()) {
      String columns = "SELECT column_name FROM information_schema.columns WHERE table_schema = 'system' AND table_name = 'tokens'";
      assertThat(server.sql("_internal", columns, "csv").body()).contains("token_id\n", "permissions\n").doesNotContain("hash");
      assertThat(server.sql("_internal", "SELECT hash FROM system.tokens", "json").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void everythingAskedWithoutATokenIsRefused() throws Exception {
    try (RunningServer server = new RunningServer(List.of())) {
      for (String path : List.of("/api/v3/query_sql?db=foo&q=SELECT+1", "/query?q=x", "/api/v3/engine/x", "/health")) {
        HttpResponse<String> refused = server.client.get(path);
        assertThat(refused.statusCode()).as(path).isEqualTo(401);
        assertThat(refused.headers().firstValue("cluster-uuid")).as(path).isPresent();
      }
      HttpResponse<String> created = server.client.send("POST", "/api/v3/configure/token/admin", "");
      String token = new ObjectMapper().readTree(created.body()).get("token").asText();
      assertThat(server.client.get("/api/v3/query_sql?db=_internal&q=SELECT+1", "Authorization", "Bearer " + token).statusCode())
          .isEqualTo(200);
      assertThat(server.client.send("POST", "/api/v3/write_lp?db=foo", "m f=1", "Authorization", "Bearer apiv3_x").statusCode())
          .isEqualTo(401);
    }
  }

  @Test
  void pluginPathsStayBelowThePluginFolder(@TempDir Path folder) throws Exception {
    Path plugins = Files.createDirectory(folder.resolve("plugins"));
    try (RunningServer server = RunningServer.open("--plugin-dir", plugins.toString())) {
      server.client.postJson("/api/v3/configure/database", "{\"db\":\"foo\"}");
      for (String path : List.of("../evil.py", "a/../../evil.py", "/etc/evil.py")) {
        HttpResponse<String> put =
            server.client.postJson("/api/v3/plugins/files", "{\"plugin_name\":\"" + path + "\",\"content\":\"x = 1\"}");
        assertThat(put.statusCode()).as(path).isGreaterThanOrEqualTo(400);
        HttpResponse<String> trigger = server.client.postJson("/api/v3/configure/processing_engine_trigger",
            "{\"db\":\"foo\",\"trigger_name\":\"t\",\"plugin_filename\":\"" + path + "\",\"trigger_specification\":\"request:x\","
                + "\"trigger_settings\":{\"run_async\":false,\"error_behavior\":\"log\"},\"disabled\":false}");
        assertThat(trigger.statusCode()).as(path).isGreaterThanOrEqualTo(400);
      }
      assertThat(folder.resolve("evil.py")).doesNotExist();
      assertAnswer(server.client.get("/api/v3/engine/x"), 404, "{error: \"not found\"}");
    }
  }

  @Test
  void aRestartKeepsWhatWasAcknowledged(@TempDir Path folder) {
    List<String> options = List.of("--object-store", "file", "--data-dir", folder.toString(), "--without-auth");
    try (RunningServer server = new RunningServer(options)) {
      server.write("foo", "second", KITCHEN);
    }
    try (RunningServer server = new RunningServer(options)) {
      assertThat(server.sql("foo", "SELECT temp FROM home", "csv").body()).isEqualTo("temp\n21.0\n");
    }
  }

  @Test
  void influxqlAnswersInV3Formats() {
    try (RunningServer server = RunningServer.open()) {
      server.write("foo", "second", "cpu,host=a u=1.5 1641024000\ncpu,host=b u=2 1641024001");
      assertAnswer(server.influxql("foo", "SELECT * FROM cpu"), 200,
          "[{\"iox::measurement\":\"cpu\",\"time\":\"2022-01-01T08:00:00\",\"host\":\"a\",\"u\":1.5},"
              + "{\"iox::measurement\":\"cpu\",\"time\":\"2022-01-01T08:00:01\",\"host\":\"b\",\"u\":2.0}]");
      assertAnswer(server.influxql("foo", "SELECT * FROM nope"), 200, "[]");
      assertAnswer(server.influxql("", "SELECT u FROM foo..cpu LIMIT 1"), 200,
          "[{\"iox::measurement\":\"cpu\",\"time\":\"2022-01-01T08:00:00\",\"u\":1.5}]");
      assertAnswer(server.influxql("foo", "SHOW DATABASES"), 200,
          "[{\"iox::database\":\"_internal\",\"deleted\":false},{\"iox::database\":\"foo\",\"deleted\":false}]");
      assertAnswer(server.influxql("foo", "SHOW RETENTION POLICIES"), 200,
          "[{\"iox::database\":\"foo\",\"name\":\"autogen\",\"duration\":\"0s\"}]");
      assertAnswer(server.influxql("nope", "SELECT * FROM cpu"), 404, "{\"error\":\"query error: database not found: nope\"}");
      assertAnswer(server.influxql("foo", "SHOW DATABASES; SHOW DATABASES"), 400, "must provide only one InfluxQl statement per query");
      assertAnswer(server.influxql("", "SELECT * FROM cpu"), 400,
          "must specify a 'db' parameter, or provide the database in the InfluxQL query");
      assertThat(server.influxql("foo", "SELEC").body()).startsWith("error in InfluxQL statement: parsing error: found SELEC, expected ");
    }
  }

  @Test
  void influxqlAnswersAsVersionOneDoes() {
    try (RunningServer server = RunningServer.open()) {
      assertAnswer(server.v1("q=CREATE+DATABASE+foo"), 200, "{\"results\":[{\"statement_id\":0}]}\n");
      server.client.send("POST", "/write?db=foo&precision=s", "cpu,host=a u=1.5 1641024000\ncpu,host=b u=2 1641024001");
      HttpResponse<String> answer = server.v1("db=foo&epoch=s&q=SELECT+u+FROM+cpu+GROUP+BY+host");
      assertAnswer(answer, 200, "{\"results\":[{\"statement_id\":0,\"series\":["
          + "{\"name\":\"cpu\",\"tags\":{\"host\":\"a\"},\"columns\":[\"time\",\"u\"],\"values\":[[1641024000,1.5]]},"
          + "{\"name\":\"cpu\",\"tags\":{\"host\":\"b\"},\"columns\":[\"time\",\"u\"],\"values\":[[1641024001,2]]}]}]}\n");
      assertThat(answer.headers().firstValue("x-influxdb-version")).isPresent();
      assertThat(answer.headers().firstValue("request-id")).isPresent();
      assertAnswer(server.v1("db=nope&q=SELECT+u+FROM+cpu"), 200,
          "{\"results\":[{\"statement_id\":0,\"error\":\"database not found: nope\"}]}\n");
      HttpResponse<String> missing = server.v1("db=foo");
      assertAnswer(missing, 400, "{\"error\":\"missing required parameter \\\"q\\\"\"}\n");
      assertThat(missing.headers().firstValue("x-influxdb-error")).contains("missing required parameter \"q\"");
      HttpResponse<String> csv = server.client.get("/query?db=foo&q=SELECT+u+FROM+cpu+LIMIT+1", "Accept", "text/csv");
      assertAnswer(csv, 200, "name,tags,time,u\ncpu,,1641024000000000000,1.5\n");
      assertThat(csv.headers().firstValue("content-type")).contains("text/csv");
      assertAnswer(server.client.get("/query?q=DROP+DATABASE+foo"), 200, "{\"results\":[{\"statement_id\":0,\"messages\":[{\"level\":"
          + "\"warning\",\"text\":\"deprecated use of 'DROP DATABASE foo' in a read only context, please use a POST request instead\"}]}]}\n");
      server.client.postJson("/api/v3/configure/database", "{\"db\":\"bar\"}");
      assertAnswer(server.client.send("POST", "/query?q=SHOW+MEASUREMENTS", "q=SHOW+DATABASES",
              "Content-Type", "application/x-www-form-urlencoded"), 200,
          "{\"results\":[{\"statement_id\":0,\"series\":[{\"name\":\"databases\",\"columns\":[\"name\"],\"values\":[[\"bar\"]]}]}]}\n");
    }
  }

  @Test
  void aMissingCertificateStopsTheStart() {
    assertThatThrownBy(() -> RunningServer.open("--tls-key", "k.pem", "--tls-cert", "c.pem"))
        .isInstanceOf(MillraceException.class).hasMessage("reading the TLS certificate c.pem: there is no such file");
  }

  @Test
  void whoAsksForItsHealthIsTold() {
    try (RunningServer server = RunningServer.open()) {
      assertAnswer(server.client.get("/health"), 200, "OK");
      assertAnswer(server.client.get("/ready"), 200, "OK");
      HttpResponse<String> ping = server.client.send("POST", "/ping", "");
      assertThat(ping.body()).startsWith("{\"product_name\":\"InfluxDB 3 Core\",\"version\":\"3.");
      assertThat(ping.headers().firstValue("x-influxdb-version").orElseThrow()).startsWith("3.");
      assertThat(ping.headers().firstValue("request-id")).isEqualTo(ping.headers().firstValue("x-request-id"));
      for (HttpResponse<String> ofVersionOne : List.of(
          server.client.get("/ping?wait_for_leader=1s"), server.client.get("/ping", "Accept", "application/x-msgpack"),
          server.client.get("/ping", "User-Agent", "InfluxDBClient"))) {
        assertAnswer(ofVersionOne, 204, "");
        assertThat(ofVersionOne.headers().firstValue("x-influxdb-version")).isPresent();
      }
      server.write("foo", "second", "m f=1 1\nm f= 2");
      server.sql("foo", "SELECT f FROM m", "json");
      server.sql("foo", "SELECT nothing FROM m", "json");
      assertThat(server.client.get("/metrics").body())
          .contains("\ninfluxdb3_write_lines_total 1\n")
          .contains("\ninfluxdb3_write_lines_rejected_total 1\n")
          .contains("\nhttp_requests_total{method=\"GET\",path=\"/health\",status=\"200\"} 1\n")
          .contains("\ninfluxdb3_queries_total{type=\"sql\",outcome=\"fail\"} 1\n")
          .contains("\ninfluxdb3_queries_total{type=\"sql\",outcome=\"success\"} 1\n")
          .contains("\ninfluxdb_iox_query_log_end2end_duration_seconds_bucket{le=\"+Inf\"} 2\n")
          .contains("\ninfluxdb_iox_query_log_execute_duration_seconds_count ")
          .contains("\ninfluxdb3_store_files 0\n")
          .containsPattern("\ninfluxdb3_store_buffered_bytes [1-9]")
          .endsWith("# EOF\n");
      assertParses(server.client.get("/metrics").body());
    }
  }

  /// A sample has been described before, and comes once with its labels.
  private static void assertParses(String metrics) {
    Set<String> described = new HashSet<>();
    Set<String> samples = new HashSet<>();
    for (String line : metrics.lines().toList()) {
      Matcher type = Pattern.compile("# TYPE (\\w+) (counter|gauge|histogram)").matcher(line);
      Matcher sample = Pattern.compile("((\\w+?)(_bucket|_sum|_count)?(\\{(\\w+=\"([^\"\\\\]|\\\\.)*\",?)+})?) -?[0-9.eE+-]+").matcher(line);
      if (type.matches()) {
        assertThat(described.add(type.group(1))).as(line).isTrue();
      } else if (sample.matches()) {
        assertThat(samples.add(sample.group(1))).as(line).isTrue();
        String whole = sample.group(1).replaceFirst("\\{.*", "");
        assertThat(described.contains(whole) || described.contains(sample.group(2))).as(line).isTrue();
      } else {
        assertThat(line).matches("# HELP \\w+ .+|# EOF");
      }
    }
    assertThat(samples).hasSizeGreaterThan(20);
  }

  private static void assertAnswer(HttpResponse<String> answer, int status, String body) {
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.statusCode()).isEqualTo(status);
  }
}
