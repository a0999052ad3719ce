package millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import millrace.base.Clock;
import millrace.server.config.ServerOptions;
import millrace.server.http.TestClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Statements at `/api/v3/query_influxql` that InfluxDB 3 refuses, in every format.
class V3InfluxQlTest {
  private static MillraceServer server;
  private static TestClient client;

  @BeforeAll
  static void start() {
    server = MillraceServer.start(
        ServerOptions.read(
            List.of("--node-id", "n", "--http-bind", "127.0.0.1:0", "--object-store", "memory", "--without-auth"),
            Map.of()),
        System.getenv(),
        Clock.SYSTEM);
    client = new TestClient(server.address());
    client.send("POST", "/api/v3/write_lp?db=t&precision=second",
        "cpu,host=a v=1,n=1i 1\ncpu,host=b v=2,n=2i 2\ncpu,host=a v=4,n=3i 3\nmem,host=a used=5 4");
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      SELECT v INTO copied FROM cpu                          | 'iox::measurement,time,written;result,1970-01-01T00:00:00,3'
      SELECT v FROM cpu GROUP BY host SLIMIT 1 SOFFSET 1     | 'iox::measurement,time,host,v;cpu,1970-01-01T00:00:02,b,2.0'
      SELECT sample(v, 1) FROM cpu WHERE host = 'b'          | 'iox::measurement,time,sample;cpu,1970-01-01T00:00:02,2.0'
      SELECT relative_strength_index(v, 2) FROM cpu          | 'iox::measurement,time,relative_strength_index;cpu,1970-01-01T00:00:03,100.0'
      SELECT v FROM cpu WHERE host IN ('a') ORDER BY v DESC LIMIT 1 | 'iox::measurement,time,v;cpu,1970-01-01T00:00:03,4.0'
      SHOW SERIES FROM cpu                                   | 'iox::measurement,key;,"cpu,host=a";,"cpu,host=b"'
      SHOW SERIES EXACT CARDINALITY ON t FROM cpu            | 'iox::measurement,count;cpu,2'
      SHOW TAG VALUES EXACT CARDINALITY WITH KEY = host      | 'iox::measurement,count;cpu,2;mem,1'
      SHOW FIELD KEY CARDINALITY FROM cpu                    | 'iox::measurement,count;cpu,2'
      SHOW STATS FOR 'cq'                                    | 'iox::measurement,queryFail,queryOk;cq,0,0'
      SHOW FIELD KEYS FROM cpu                               | 'iox::measurement,fieldKey,fieldType;cpu,n,integer;cpu,v,float'
      CREATE DATABASE fresh                                  | ''
      DROP DATABASE fresh                                    | ''
      CREATE USER u WITH PASSWORD 'x'                        | ''
      DROP USER u                                            | ''
      """)
  void statementsAnswerAsCsv(String statement, String lines) {
    assertAnswer(ask(statement, "csv"), lines.isEmpty() ? "" : lines.replace(';', '\n') + "\n");
  }

  @Test
  void continuousQueriesAreMadeListedAndDropped() {
    String made = "CREATE CONTINUOUS QUERY c ON t BEGIN SELECT mean(v) INTO y FROM cpu GROUP BY time(1h) END";
    assertAnswer(ask(made, "json"), "[]");
    assertAnswer(ask("SHOW CONTINUOUS QUERIES", "json"), "[{\"iox::measurement\":\"t\",\"name\":\"c\",\"query\":\"CREATE CONTINUOUS"
        + " QUERY c ON t BEGIN SELECT mean(v) INTO t.autogen.y FROM t.autogen.cpu GROUP BY time(1h) END\"}]");
    assertAnswer(ask("DROP CONTINUOUS QUERY c ON t", "jsonl"), "");
    assertAnswer(ask("SHOW CONTINUOUS QUERIES", "jsonl"), "");
  }

  @Test
  void rowsAreDeleted() {
    client.send("POST", "/api/v3/write_lp?db=d&precision=second", "m,host=a v=1 1\nm,host=b v=2 2");
    assertAnswer(ask("d", "DELETE FROM m WHERE host = 'a'", "json"), "[]");
    assertAnswer(ask("d", "SELECT v FROM m", "jsonl"), "{\"iox::measurement\":\"m\",\"time\":\"1970-01-01T00:00:02\",\"v\":2.0}\n");
    assertAnswer(ask("d", "DROP MEASUREMENT m", "pretty"), "++\n++");
    assertAnswer(ask("d", "SHOW MEASUREMENTS", "json"), "[]");
  }

  @Test
  void seriesWithDifferentColumnsBecomeOneTable() {
    String pretty = ask("SHOW DIAGNOSTICS", "pretty").body();
    assertThat(pretty.lines().skip(1).findFirst().orElseThrow()).contains("Branch", "Commit", "PID", "uptime");
    assertThat(ask("SHOW STATS", "jsonl").body().lines().map(line -> line.split("\"")[3])).contains("cq", "runtime");
    assertThat(ask("SHOW STATS", "jsonl").body()).doesNotContain("\"runtime\",\"queryFail\"");
  }

  @Test
  void onV1ExtensionsAreAskedFor() {
    String query = "/query?db=t&epoch=s&q=" + URLEncoder.encode("SELECT v FROM cpu ORDER BY v DESC LIMIT 1", StandardCharsets.UTF_8);
    HttpResponse<String> refused = client.get(query);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).isEqualTo("{\"error\":\"error parsing query: only ORDER BY time supported at this time\"}\n");
    assertThat(client.get(query + "&compat=fixed").body()).contains("\"values\":[[3,4]]");
  }

  @Test
  void whatMeansSomethingElseThanIn1xIsAskedFor() {
    client.send("POST", "/api/v3/write_lp?db=t&precision=second", "ranged,host=a v=1 1\nranged,host=b v=2 2\nranged v=3 3");
    String ranges = URLEncoder.encode("SELECT v FROM ranged WHERE time = 1s OR time = 3s", StandardCharsets.UTF_8);
    String hosts = URLEncoder.encode("SELECT count(distinct(host)) FROM ranged", StandardCharsets.UTF_8);
    String v1 = "/query?db=t&epoch=s&q=";
    String v3 = "/api/v3/query_influxql?db=t&format=jsonl&q=";
    assertThat(client.get(v1 + ranges).body()).doesNotContain("values");
    assertThat(client.get(v1 + ranges + "&compat=fixed").body()).contains("\"values\":[[1,1],[3,3]]");
    assertThat(client.get(v3 + ranges).body()).isEmpty();
    assertThat(client.get(v3 + ranges + "&compat=fixed").body().lines()).hasSize(2);
    assertThat(client.get(v1 + hosts).body()).doesNotContain("values");
    assertThat(client.get(v1 + hosts + "&compat=fixed").body()).contains("\"values\":[[0,2]]");
    assertThat(client.get(v3 + hosts).body()).contains("\"count\":2");
  }

  @Test
  void aPolicyIsAddressedBehindItsDatabase() {
    ask("CREATE RETENTION POLICY week ON t DURATION 0s REPLICATION 1", "json");
    client.send("POST", "/api/v3/write_lp?db=t/week&precision=second", "kept v=1 1");
    String row = "{\"iox::measurement\":\"kept\",\"time\":\"1970-01-01T00:00:01\",\"v\":1.0}\n";
    assertAnswer(ask("t/week", "SELECT v FROM kept", "jsonl"), row);
    assertAnswer(ask("SELECT v FROM week.kept", "jsonl"), row);
    assertAnswer(ask("SELECT v FROM kept", "jsonl"), "");
  }

  @Test
  void onV1AnAsynchronousRequestIsAnsweredAtOnceAndABodyOfTextIsNotRead() {
    HttpResponse<String> answer = client.send("POST", "/query?db=t&async=true&q=SELECT+v+FROM+cpu", "");
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(client.send("POST", "/query?db=t", "q=SELECT+v+FROM+cpu", "Content-Type", "text/plain").body())
        .isEqualTo("{\"error\":\"missing required parameter \\\"q\\\"\"}\n");
  }

  @Test
  void explanationsAreRows() {
    assertAnswer(ask("EXPLAIN SELECT mean(v) FROM cpu", "csv"), "iox::measurement,QUERY PLAN\n,EXPRESSION: mean(v::float)\n"
        + ",NUMBER OF SHARDS: 1\n,NUMBER OF SERIES: 2\n");
  }

  private static HttpResponse<String> ask(String statement, String format) {
    return ask("t", statement, format);
  }

  private static HttpResponse<String> ask(String database, String statement, String format) {
    String text = URLEncoder.encode(statement, StandardCharsets.UTF_8);
    return client.get("/api/v3/query_influxql?db=" + database + "&format=" + format + "&q=" + text);
  }

  private static void assertAnswer(HttpResponse<String> answer, String body) {
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.statusCode()).isEqualTo(200);
  }
}
