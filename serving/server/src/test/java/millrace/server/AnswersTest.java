package millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What comes back over HTTP, byte by byte.
class AnswersTest {
  private static RunningServer server;

  @BeforeAll
  static void open() {
    server = RunningServer.open();
    server.write("foo", "second", "home,room=Kitchen temp=21,co=0i 1641024000");
    server.write("foo", "ns", "ns f=1 1641024000000000000\nns f=2 1641024000001000000\nns f=3 1641024000000001000\n"
        + "ns f=4 1641024000000000001");
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "json | [] | application/json", "jsonl | `` | application/jsonl", "json_lines | `` | application/jsonl",
    "csv | `` | text/csv", "pretty | `++\n++` | text/plain; charset=utf-8",
  })
  void noRows(String format, String body, String type) {
    HttpResponse<String> answer = server.sql("foo", "SELECT * FROM home WHERE temp < 0", format);
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.headers().firstValue("content-type")).contains(type);
  }

  @Test
  void timesHaveAsManyDigitsAsTheyNeedAndNoZone() {
    assertThat(server.sql("foo", "SELECT time FROM ns ORDER BY time", "jsonl").body()).isEqualTo("""
        {"time":"2022-01-01T08:00:00"}
        {"time":"2022-01-01T08:00:00.000000001"}
        {"time":"2022-01-01T08:00:00.000001"}
        {"time":"2022-01-01T08:00:00.001"}
        """);
    assertThat(server.sql("foo", "SELECT tz(time, 'UTC') AS u, tz(time, 'America/New_York') AS n FROM home", "csv").body())
        .isEqualTo("u,n\n2022-01-01T08:00:00Z,2022-01-01T03:00:00-05:00\n");
  }

  @ParameterizedTest
  @CsvSource({
    "21.0, 21.0, 21.0", "1e10, 1.0e10, 10000000000.0", "12345678901.0, 1.2345678901e10, 12345678901.0", "1e16, 1.0e16, 1e16",
    "1e-6, 1.0e-6, 1e-6", "CAST('NaN' AS DOUBLE), null, NaN", "CAST('inf' AS DOUBLE), null, inf", "-CAST('inf' AS DOUBLE), null, -inf",
  })
  void floatsHaveAPointOrAnExponent(String expression, String json, String csv) {
    assertThat(server.sql("foo", "SELECT " + expression + " AS x", "json").body()).isEqualTo("[{\"x\":" + json + "}]");
    assertThat(server.sql("foo", "SELECT " + expression + " AS x", "csv").body()).isEqualTo("x\n" + csv + "\n");
    assertThat(server.sql("foo", "SELECT " + expression + " AS x", "pretty").body()).contains("| " + csv + " ");
  }

  @Test
  void nullsAreLeftOutOfObjectsAndEmptyElsewhere() {
    assertThat(server.sql("foo", "SELECT NULL AS n, 1 AS i", "json").body()).isEqualTo("[{\"i\":1}]");
    assertThat(server.sql("foo", "SELECT NULL AS n", "jsonl").body()).isEqualTo("{}\n");
    assertThat(server.sql("foo", "SELECT NULL AS n, 1 AS i", "csv").body()).isEqualTo("n,i\n,1\n");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "text/csv | text/csv", "text/plain | text/plain; charset=utf-8", "*/* | application/json", "text/html,*/* | application/json",
    "application/vnd.apache.parquet | application/vnd.apache.parquet", "application/x-ndjson | application/jsonl",
    "text/csv;q=0.5, application/json | application/json",
  })
  void theAcceptHeaderChoosesWhereNoFormatIsNamed(String accept, String type) {
    HttpResponse<String> answer = server.client.get("/api/v3/query_sql?db=foo&q=SELECT+1", "Accept", accept);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains(type);
  }

  @Test
  void unnamedResultsAreNamedAsClientsExpect() {
    HttpResponse<String> answer = server.client.get("/api/v3/query_sql?db=foo&q=SELECT+1");
    assertThat(answer.body()).isEqualTo("[{\"Int64(1)\":1}]");
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    assertThat(server.client.get("/api/v3/query_sql?db=foo&q=select+1").body()).isEqualTo("[{\"Int64(1)\":1}]");
  }

  @Test
  void everyAnswerNamesTheClusterAndAllowsEveryOrigin() {
    List<HttpResponse<String>> answers = List.of(
        server.client.get("/health"), server.client.get("/api/v1/health"), server.client.get("/nope"), server.client.get("/write"),
        server.sql("nope", "SELECT 1", "json"), server.client.send("OPTIONS", "/api/v3/write_lp", ""),
        server.client.send("POST", "/api/v3/write_lp", ""));
    assertThat(answers).extracting(HttpResponse::statusCode).containsExactly(200, 200, 404, 404, 404, 204, 400);
    assertThat(answers).extracting(answer -> answer.headers().firstValue("access-control-allow-origin").orElse(""))
        .containsOnly("*");
    assertThat(answers).extracting(answer -> answer.headers().firstValue("cluster-uuid").orElse("")).doesNotContain("")
        .containsOnly(answers.getFirst().headers().firstValue("cluster-uuid").orElseThrow());
    assertThat(answers.get(0).body()).isEqualTo("OK");
    assertThat(answers.get(1).body()).isEqualTo("OK");
    assertThat(answers.get(2).body()).isEqualTo("Not found");
    assertThat(answers.get(5).headers().firstValue("access-control-max-age")).contains("86400");
  }

  @Test
  void pingTellsTheVersionAndNumbersRequests() {
    HttpResponse<String> first = server.client.get("/ping");
    HttpResponse<String> second = server.client.send("POST", "/ping", "");
    assertThat(first.body()).matches("\\{\"product_name\":\"InfluxDB 3 Core\",\"version\":\"3\\.[0-9.]+\",\"revision\":\"[^\"]+\","
        + "\"process_id\":\"[0-9a-f-]{36}\"}");
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(first.headers().firstValue("request-id")).isEqualTo(first.headers().firstValue("x-request-id"))
        .isNotEqualTo(second.headers().firstValue("request-id"));
    assertThat(first.headers().firstValue("x-influxdb-build")).contains("Core");
  }

  @Test
  void formsBeatTheAddress() {
    assertThat(server.client.send("POST", "/query?db=nope&q=SHOW+DATABASES", "db=foo&epoch=s&q=SELECT+temp+FROM+home",
        "Content-Type", "application/x-www-form-urlencoded").body()).contains("[[1641024000,21]]");
  }

  @Test
  void chunksAreDocumentsOfTheirOwn() {
    assertThat(server.v1("db=foo&epoch=s&chunked=true&chunk_size=3&q=SELECT+f+FROM+ns").body().lines())
        .hasSize(2).first().asString().contains("\"partial\":true");
  }

  @Test
  void aYearAndMoreIsReadWithoutALimit() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 400 * 144; i++) {
      lines.append("year f=").append(i).append(' ').append(1_600_000_000L + 600L * i).append('\n');
    }
    assertThat(server.write("foo", "second", lines.toString()).statusCode()).isEqualTo(204);
    assertThat(server.sql("foo", "SELECT count(*) AS n, sum(f) AS s FROM year", "csv").body()).isEqualTo("n,s\n57600,1658851200.0\n");
    assertThat(server.sql("foo", "SELECT f FROM year ORDER BY time DESC LIMIT 1", "csv").body()).isEqualTo("f\n57599.0\n");
  }

  @Test
  void manyQueriesAndWritesAtOnceAllEnd() throws Exception {
    List<Callable<Integer>> work = IntStream.range(0, 100).<Callable<Integer>>mapToObj(i -> i % 2 == 0
        ? () -> server.sql("foo", "SELECT count(*) FROM home", "json").statusCode()
        : () -> server.write("foo", "second", "busy,n=" + i + " f=1 " + i).statusCode()).toList();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> done : threads.invokeAll(work)) {
        assertThat(done.get()).isIn(200, 204);
      }
    }
    assertThat(server.sql("foo", "SELECT count(*) AS n FROM busy", "csv").body()).isEqualTo("n\n50\n");
  }
}
