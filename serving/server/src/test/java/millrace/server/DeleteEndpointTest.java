package millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rows are deleted as clients of 2.x ask for it, by time, measurement and tags.
class DeleteEndpointTest {
  private static RunningServer server;

  @BeforeAll
  static void open() {
    server = RunningServer.open();
    server.v1("q=CREATE DATABASE d; CREATE RETENTION POLICY other ON d DURATION 0s REPLICATION 1");
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @BeforeEach
  void fill() {
    server.write("d", "second", "cpu,host=a v=1 1\ncpu,host=a v=2 2\ncpu,host=a v=3 3\ncpu,host=b v=2 2\nmem,host=a v=2 2");
    server.write("d/other", "second", "cpu,host=a v=9 2");
  }

  private static HttpResponse<String> delete(String bucket, String start, String stop, String predicate) {
    String json = "{\"start\":\"1970-01-01T00:00:0" + start + "Z\",\"stop\":\"1970-01-01T00:00:0" + stop + "Z\",\"predicate\":\""
        + predicate.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
    return server.client.send("POST", "/api/v2/delete?org=o&bucket=" + bucket, json);
  }

  private static String left(String database, String table) {
    return server.sql(database, "SELECT host, v FROM " + table + " ORDER BY host, v", "csv").body().replace("\n", " ");
  }

  @Test
  void byMeasurementAndTagWithBothEndsOfTheTime() {
    HttpResponse<String> answer = delete("d", "2", "3", "_measurement=\"cpu\" AND host=\"a\"");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    assertThat(left("d", "cpu")).isEqualTo("host,v a,1.0 b,2.0 ");
    assertThat(left("d", "mem")).isEqualTo("host,v a,2.0 ");
    assertThat(left("d/other", "cpu")).isEqualTo("host,v a,9.0 ");
  }

  @Test
  void ofEveryMeasurementWithoutAPredicate() {
    assertThat(delete("d", "2", "2.5", "").statusCode()).isEqualTo(204);
    assertThat(left("d", "cpu")).isEqualTo("host,v a,1.0 a,3.0 ");
    assertThat(left("d", "mem")).isEmpty();
  }

  @Test
  void ofOnePolicyWhenTheBucketNamesIt() {
    assertThat(delete("d/other", "0", "9", "host='a' and _measurement=cpu").statusCode()).isEqualTo(204);
    assertThat(left("d/other", "cpu")).isEmpty();
    assertThat(left("d", "cpu")).isEqualTo("host,v a,1.0 a,2.0 a,3.0 b,2.0 ");
  }

  @Test
  void ofNothingWhereNoRowIsMeant() {
    for (String predicate : new String[] {"_measurement=\"none\"", "host=\"c\"", "host=\"a\\\" OR host=\\\"a\"", "_measurement=\"cpu\" AND rack=\"1\"", "v=\"2\""}) {
      assertThat(delete("d", "0", "9", predicate).statusCode()).as(predicate).isEqualTo(204);
    }
    assertThat(left("d", "cpu")).isEqualTo("host,v a,1.0 a,2.0 a,3.0 b,2.0 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "host != \"a\"", "host=\"a\" OR host=\"b\"", "host", "host=\"a\" AND", "host=\"a\" host=\"b\"", "host=~/a/", "_field=\"v\"",
    "host=\"a\" AND host=\"b\"", "(host=\"a\")", "host=\"a", "time=\"2\""
  })
  void whatIsNoEqualityOfTagsIsRefused(String predicate) {
    HttpResponse<String> answer = delete("d", "0", "9", predicate);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("\"code\":\"invalid\"").contains("\"message\":");
    assertThat(left("d", "cpu")).isEqualTo("host,v a,1.0 a,2.0 a,3.0 b,2.0 ");
  }

  @Test
  void longPredicatesDoNoHarm() {
    assertThat(delete("d", "0", "9", "host=\"" + "\\x".repeat(2000) + "\"").statusCode()).isEqualTo(204);
    assertThat(delete("d", "0", "9", "host=\"" + "\\x".repeat(500_000) + "\"").statusCode()).isEqualTo(400);
  }

  @Test
  void requestsThatLackSomethingAreRefused() {
    assertThat(delete("none", "0", "9", "").statusCode()).isEqualTo(404);
    assertThat(server.client.send("POST", "/api/v2/delete", "{}").statusCode()).isEqualTo(400);
    assertThat(server.client.send("POST", "/api/v2/delete?bucket=d", "{\"start\":\"1970-01-01T00:00:00Z\"}").body()).contains("stop");
    assertThat(server.client.send("POST", "/api/v2/delete?bucket=d", "{\"start\":\"yesterday\",\"stop\":\"\"}").body())
        .contains("invalid RFC3339Nano for field start");
  }
}
