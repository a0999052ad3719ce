package millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import millrace.server.config.ServerOptions;
import millrace.server.http.TestClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Last value and distinct value caches over HTTP. Source: specification of the server 4.8 and 10.
class ValueCacheTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long START = 1_760_000_000L * SECOND;

  @TempDir
  Path folder;

  private final AtomicLong now = new AtomicLong(START);
  private MillraceServer server;
  private TestClient client;

  @BeforeEach
  void start() {
    server = MillraceServer.start(
        ServerOptions.read(
            List.of("--node-id", "n", "--http-bind", "127.0.0.1:0", "--object-store", "file", "--data-dir",
                folder.toString(), "--without-auth"),
            Map.of()),
        System.getenv(),
        now::get);
    client = new TestClient(server.address());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void theNewestRowOfEachKeyIsKept() throws IOException {
    write("cpu,host=a,region=us v=1,n=1i " + at(-10), "cpu,host=b v=5 " + at(-9));
    HttpResponse<String> made = post("last_cache", "{\"db\":\"t\",\"table\":\"cpu\",\"key_columns\":[\"host\"]}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    JsonNode operation = new ObjectMapper().readTree(made.body()).at("/catalog_batch/Database/ops/0/CreateLastCache");
    assertThat(operation.path("name").asText()).isEqualTo("cpu_host_last_cache");
    assertThat(operation.path("key_columns").toString()).isEqualTo("[{\"tag\":0}]");
    assertThat(operation.path("value_columns").asText()).isEqualTo("all_non_key_columns");
    assertThat(operation.path("ttl").asInt()).isEqualTo(14_400);
    // What was stored before is there at once.
    assertThat(sql("SELECT host, region, v, n FROM last_cache('cpu')")).isEqualTo("host,region,v,n\na,us,1.0,1\nb,,5.0,\n");
    write("cpu,host=a,region=eu v=2 " + at(-5), "cpu,region=us v=9 " + at(-4));
    write("cpu,host=a v=0 " + at(-20));
    assertThat(sql("SELECT host, region, v, n FROM last_cache('cpu', 'cpu_host_last_cache') WHERE host = 'a'"))
        .isEqualTo("host,region,v,n\na,eu,2.0,\n");
    write("cpu,host=a fresh=true " + at(-1));
    assertThat(sql("SELECT fresh, v FROM last_cache('cpu') WHERE host IN ('a')")).isEqualTo("fresh,v\ntrue,\n");
    assertThat(sql("SELECT * FROM last_cache('cpu') WHERE host = 'b'"))
        .startsWith("host,region,v,n,fresh,time\nb,,5.0,,,2025-10-09T");
  }

  @Test
  void anOlderRowThatComesLateChangesNothingWhereOneIsKept() {
    write("cpu,host=a v=1 " + at(-30));
    post("last_cache", "{\"db\":\"t\",\"table\":\"cpu\",\"count\":1,\"value_columns\":[\"v\",\"time\"]}");
    String newest = "SELECT v FROM last_cache('cpu') ORDER BY host";
    write("cpu,host=a v=3 " + at(-10), "cpu,host=b v=7 " + at(-50));
    assertThat(sql(newest)).isEqualTo("v\n3.0\n7.0\n");
    write("cpu,host=a v=2 " + at(-20), "cpu,host=b v=6 " + at(-51));
    assertThat(sql(newest)).isEqualTo("v\n3.0\n7.0\n");
    write("cpu,host=a v=4 " + at(-9));
    assertThat(sql(newest)).isEqualTo("v\n4.0\n7.0\n");
    stop();
    start();
    assertThat(sql(newest)).isEqualTo("v\n4.0\n7.0\n");
  }

  @Test
  void severalRowsAreKeptNewestFirstLateOnesToo() {
    write("cpu,host=a v=1 " + at(-30));
    post("last_cache", "{\"db\":\"t\",\"table\":\"cpu\",\"count\":2,\"value_columns\":[\"v\"]}");
    write("cpu,host=a v=3 " + at(-10));
    write("cpu,host=a v=2 " + at(-20));
    assertThat(sql("SELECT v FROM last_cache('cpu')")).isEqualTo("v\n3.0\n2.0\n");
  }

  @Test
  void rowsExpireBeforeAnybodyCleansUp() {
    write("cpu,host=a v=1 " + at(-30));
    post("last_cache", "{\"db\":\"t\",\"table\":\"cpu\",\"ttl\":1}");
    write("cpu,host=a v=2 " + at(0));
    assertThat(sql("SELECT v FROM last_cache('cpu')")).isEqualTo("v\n2.0\n");
    now.addAndGet(SECOND);
    assertThat(sql("SELECT v FROM last_cache('cpu')")).isEmpty();
  }

  @Test
  void combinationsAreSortedAndBounded() {
    write("cpu,host=b,region=us v=1 " + at(-5), "cpu,host=a,region=us v=1 " + at(-4), "cpu,host=a v=1 " + at(-3));
    assertThat(post("distinct_cache", "{\"db\":\"t\",\"table\":\"cpu\",\"columns\":[\"region\",\"host\"]}").statusCode())
        .isEqualTo(201);
    assertThat(sql("SELECT * FROM distinct_cache('cpu')")).isEqualTo("region,host\n,a\nus,a\nus,b\n");
    post("distinct_cache",
        "{\"db\":\"t\",\"table\":\"cpu\",\"columns\":[\"host\"],\"name\":\"few\",\"max_cardinality\":1,\"max_age\":60}");
    write("cpu,host=c v=1 " + at(-1));
    assertThat(sql("SELECT host FROM distinct_cache('cpu', 'few')")).isEqualTo("host\nc\n");
    now.addAndGet(59 * SECOND);
    assertThat(sql("SELECT host FROM distinct_cache('cpu', 'few')")).isEmpty();
    assertThat(sql("SELECT count(*) AS n FROM distinct_cache('cpu', 'cpu_region_host_distinct_cache')")).isEqualTo("n\n4\n");
  }

  @Test
  void definitionsAndWhatIsStoredSurviveARestart() {
    write("cpu,host=a v=1 " + at(-30));
    post("last_cache", "{\"db\":\"t\",\"table\":\"cpu\"}");
    post("distinct_cache", "{\"db\":\"t\",\"table\":\"cpu\",\"columns\":[\"host\"]}");
    stop();
    start();
    assertThat(sql("SELECT host, v FROM last_cache('cpu')")).isEqualTo("host,v\na,1.0\n");
    assertThat(sql("SELECT host FROM distinct_cache('cpu')")).isEqualTo("host\na\n");
    assertThat(sql("SELECT \"table\", name, count, ttl FROM system.last_caches"))
        .isEqualTo("table,name,count,ttl\ncpu,cpu_host_last_cache,1,14400\n");
    assertThat(sql("SELECT name, max_cardinality, max_age_seconds FROM system.distinct_caches"))
        .isEqualTo("name,max_cardinality,max_age_seconds\ncpu_host_distinct_cache,100000,86400\n");
  }

  @Test
  void deletedRowsLeaveTheCachesAndOlderOnesTakeTheirPlace() {
    write("cpu,host=a v=1 " + at(-30), "cpu,host=a v=2 " + at(-20), "cpu,host=b v=3 " + at(-10));
    post("last_cache", "{\"db\":\"t\",\"table\":\"cpu\"}");
    post("distinct_cache", "{\"db\":\"t\",\"table\":\"cpu\",\"columns\":[\"host\"]}");
    influxql("DELETE FROM cpu WHERE time >= " + at(-25) + " AND time < " + at(-15));
    assertThat(sql("SELECT host, v FROM last_cache('cpu')")).isEqualTo("host,v\na,1.0\nb,3.0\n");
    influxql("DROP SERIES FROM cpu WHERE host = 'b'");
    assertThat(sql("SELECT host, v FROM last_cache('cpu')")).isEqualTo("host,v\na,1.0\n");
    assertThat(sql("SELECT host FROM distinct_cache('cpu')")).isEqualTo("host\na\n");
    write("cpu,host=b v=4 " + at(-5));
    assertThat(sql("SELECT host, v FROM last_cache('cpu')")).isEqualTo("host,v\na,1.0\nb,4.0\n");
    assertThat(client.postJson("/api/v2/delete?bucket=t", "{\"start\":\"1970-01-01T00:00:00Z\",\"stop\":\"2100-01-01T00:00:00Z\","
        + "\"predicate\":\"_measurement=\\\"cpu\\\" AND host=\\\"a\\\"\"}").statusCode()).isEqualTo(204);
    assertThat(sql("SELECT host, v FROM last_cache('cpu')")).isEqualTo("host,v\nb,4.0\n");
    assertThat(sql("SELECT host FROM distinct_cache('cpu')")).isEqualTo("host\nb\n");
  }

  @Test
  void aCacheThatBeginsFindsRowsOfSeveralShards() {
    long day = 86_400;
    write("cpu,host=a v=1 " + at(-20 * day), "cpu,host=b v=2 " + at(-10 * day), "cpu,host=a v=3 " + at(-8 * day), "cpu,host=a v=4 " + at(-1));
    post("last_cache", "{\"db\":\"t\",\"table\":\"cpu\",\"count\":2,\"ttl\":2592000}");
    assertThat(sql("SELECT host, v FROM last_cache('cpu')")).isEqualTo("host,v\na,4.0\na,3.0\nb,2.0\n");
    post("last_cache", "{\"db\":\"t\",\"table\":\"cpu\",\"name\":\"one\",\"key_columns\":[],\"ttl\":2592000}");
    assertThat(sql("SELECT v FROM last_cache('cpu', 'one')")).isEqualTo("v\n4.0\n");
    post("distinct_cache", "{\"db\":\"t\",\"table\":\"cpu\",\"columns\":[\"host\"],\"max_age\":2592000}");
    assertThat(sql("SELECT host FROM distinct_cache('cpu')")).isEqualTo("host\na\nb\n");
  }

  @Test
  void deletingACacheOrItsTableEndsIt() {
    write("cpu,host=a v=1 " + at(-30));
    post("last_cache", "{\"db\":\"t\",\"table\":\"cpu\"}");
    post("last_cache", "{\"db\":\"t\",\"table\":\"cpu\",\"name\":\"second\",\"key_columns\":[]}");
    assertThat(sql("SELECT v FROM last_cache('cpu')")).contains("could not find cache for the given arguments");
    assertThat(sql("SELECT v FROM last_cache('cpu', 'second')")).isEqualTo("v\n1.0\n");
    assertThat(delete("last_cache?db=t&table=cpu&name=second")).isEqualTo(200);
    assertThat(delete("last_cache?db=t&table=cpu&name=second")).isEqualTo(404);
    assertThat(sql("SELECT v FROM last_cache('cpu')")).isEqualTo("v\n1.0\n");
    assertThat(client.send("DELETE", "/api/v3/configure/table?db=t&table=cpu", "").statusCode()).isEqualTo(200);
    assertThat(sql("SELECT v FROM last_cache('cpu')")).contains("Error during planning: provided table name is invalid");
    assertThat(sql("SELECT name FROM system.last_caches")).isEmpty();
  }

  @Test
  void mistakesAreNamed() {
    write("cpu,host=a v=1,s=\"x\" " + at(-30));
    assertThat(post("last_cache", "{\"db\":\"t\",\"table\":\"nope\"}").statusCode()).isEqualTo(404);
    assertBad("last_cache", "\"key_columns\":[\"x\"]", "invalid configuration provided: invalid key column provided: x");
    assertBad("last_cache", "\"value_columns\":[\"x\"]", "invalid configuration provided: invalid value column provided: x");
    assertBad("last_cache", "\"key_columns\":[\"v\"]",
        "only uint64, int64, bool, tag, and string columns are supported in the last cache");
    assertBad("last_cache", "\"count\":0", "last cache size must be greater than 0");
    assertBad("distinct_cache", "\"columns\":[\"x\"]", "invalid configuration provided: invalid column provided: x");
    assertBad("distinct_cache", "\"columns\":[]",
        "invalid configuration provided: no columns provided when creating distinct cache");
    assertBad("distinct_cache", "\"columns\":[\"v\"]",
        "only tag and string columns are supported in the distinct cache");
    post("last_cache", "{\"db\":\"t\",\"table\":\"cpu\"}");
    assertThat(post("last_cache", "{\"db\":\"t\",\"table\":\"cpu\"}").statusCode()).isEqualTo(409);
    assertThat(sql("SELECT * FROM last_cache(cpu)")).contains("first argument must be the table name as a string");
    assertThat(sql("SELECT * FROM last_cache('cpu', 1)"))
        .contains("second argument, if passed, must be the cache name as a string");
    assertThat(sql("SELECT * FROM distinct_cache('nope')")).contains("provided table name (nope) is invalid");
    assertThat(sql("SELECT * FROM distinct_cache('cpu')"))
        .contains("could not find distinct value cache for the given arguments");
  }

  @Test
  void aCacheStandsWhereATableMay() {
    write("cpu,host=a v=1 " + at(-30), "cpu,host=b v=2 " + at(-30), "name,host=a s=\"first\" " + at(-30));
    post("last_cache", "{\"db\":\"t\",\"table\":\"cpu\"}");
    assertThat(sql("SELECT n.s, c.v FROM last_cache('cpu') c JOIN name n ON n.host = c.host")).isEqualTo("s,v\nfirst,1.0\n");
    assertThat(sql("WITH l AS (SELECT * FROM last_cache('cpu')) SELECT sum(v) AS s FROM l")).isEqualTo("s\n3.0\n");
    assertThat(sql("SELECT last_cache.v FROM last_cache('cpu') ORDER BY v DESC LIMIT 1")).isEqualTo("v\n2.0\n");
  }

  private void assertBad(String kind, String rest, String message) {
    HttpResponse<String> answer = post(kind, "{\"db\":\"t\",\"table\":\"cpu\"," + rest + "}");
    assertThat(answer.body()).isEqualTo(message);
    assertThat(answer.statusCode()).isEqualTo(400);
  }

  private static String at(long seconds) {
    return Long.toString(START + seconds * SECOND);
  }

  private void write(String... lines) {
    HttpResponse<String> answer = client.send("POST", "/api/v3/write_lp?db=t", String.join("\n", lines));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
  }

  private HttpResponse<String> post(String kind, String body) {
    return client.postJson("/api/v3/configure/" + kind, body);
  }

  private int delete(String rest) {
    return client.send("DELETE", "/api/v3/configure/" + rest, "").statusCode();
  }

  private void influxql(String statement) {
    HttpResponse<String> answer =
        client.send("POST", "/query?db=t&q=" + URLEncoder.encode(statement, StandardCharsets.UTF_8), "");
    assertThat(answer.body()).doesNotContain("error");
  }

  private String sql(String query) {
    return client.get("/api/v3/query_sql?db=t&format=csv&q=" + URLEncoder.encode(query, StandardCharsets.UTF_8)).body();
  }
}
