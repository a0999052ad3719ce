package millrace.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import millrace.catalog.DatabaseCommand;
import millrace.catalog.PolicySettings;
import millrace.ingest.SchemaLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Statuses and bodies of `/write`, as recorded from InfluxDB 1.6.7.
class V1WriteEndpointTest {
  private final WriteFixture server = new WriteFixture(SchemaLimits.DEFAULT);

  @BeforeEach
  void createDatabase() {
    server.createDatabase("db0");
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void storesInTheNamedPolicy() {
    server.catalog.apply(new DatabaseCommand.CreatePolicy("db0", new PolicySettings("week", 0, 0, 1), false));
    assertThat(write("m v=1 1")).isEqualTo("204 ");
    assertThat(server.answer("/write/?db=db0&rp=week&precision=s&u=a&p=b&consistency=all", "m v=1 1")).isEqualTo("204 ");
    assertThat(server.answer("/write?db=db0&rp=autogen&precision=", "\n\n")).isEqualTo("204 ");
    assertThat(server.rows()).containsExactly("db0/m 1", "db0/week/m 1000000000");
  }

  @Test
  void databaseAndPolicyMustExist() {
    assertThat(server.answer("/write?db=nosuch", "m v=1 1")).isEqualTo("404 {\"error\":\"database not found: \\\"nosuch\\\"\"}\n");
    assertThat(server.answer("/write", "m v=1 1")).isEqualTo("400 {\"error\":\"database is required\"}\n");
    assertThat(server.answer("/write?db=", "m v=1 1")).isEqualTo("400 {\"error\":\"database is required\"}\n");
    assertThat(server.answer("/write?db=db0&rp=nosuch", "m v=1 1"))
        .isEqualTo("500 {\"error\":\"retention policy not found: nosuch\"}\n");
    assertThat(server.answer("/write?db=db0&consistency=bogus", "m v=1 1"))
        .isEqualTo("400 {\"error\":\"invalid consistency level\"}\n");
  }

  @Test
  void linesThatDoNotParseComeBeforePolicyAndConsistency() {
    for (String parameter : List.of("rp=nosuch", "consistency=bogus", "consistency=bogus&rp=nosuch")) {
      assertThat(server.answer("/write?db=db0&" + parameter, "m v=tRUE 1\n"))
          .isEqualTo("400 {\"error\":\"unable to parse 'm v=tRUE 1': invalid boolean\"}\n");
    }
    assertThat(server.answer("/write?db=db0&consistency=bogus&rp=nosuch", "m v=tRUE 1\nm v=1 1"))
        .isEqualTo("400 {\"error\":\"invalid consistency level\"}\n");
    assertThat(server.answer("/write?db=db0&rp=nosuch", "m v=tRUE 1\nm v=1 1"))
        .isEqualTo("500 {\"error\":\"retention policy not found: nosuch\"}\n");
    assertThat(server.answer("/write?db=db0&rp=nosuch", "")).startsWith("500 ");
    assertThat(server.rows()).isEmpty();
  }

  @Test
  void theLastLineEndIsNoPartOfALineThatAQuoteLeavesOpen() {
    assertThat(write("m v=\"x 3\n")).isEqualTo("400 {\"error\":\"unable to parse 'm v=\\\"x 3': unbalanced quotes\"}\n");
    assertThat(write("m v=\"x\n 3\n\n"))
        .isEqualTo("400 {\"error\":\"unable to parse 'm v=\\\"x\\n 3\\n': unbalanced quotes\"}\n");
  }

  @Test
  void tellsEveryLineThatDoesNotParse() {
    assertThat(write("m v=10 10\r\nm v=11 11\r\n"))
        .isEqualTo(
            "400 {\"error\":\"unable to parse 'm v=10 10\\r': bad timestamp\\nunable to parse 'm v=11 11\\r': bad"
                + " timestamp\"}\n");
    assertThat(write("m v=6 6\nm v=nope 7\nm v= 8\nm v=9 9"))
        .isEqualTo(
            "400 {\"error\":\"partial write: unable to parse 'm v=nope 7': invalid number\\nunable to parse 'm v= 8':"
                + " missing field value dropped=0\"}\n");
    assertThat(server.rows()).containsExactly("db0/m 6", "db0/m 9");
  }

  @Test
  void countsDroppedPointsAndTellsTheFirstReason() {
    assertThat(write("cpu value=1i 1")).isEqualTo("204 ");
    HttpResponse<String> response = server.post("/write?db=db0", "cpu value=2i 2\ncpu value=3 3\ncpu value=t 4\nbad");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body())
        .isEqualTo(
            "{\"error\":\"partial write: field type conflict: input field \\\"value\\\" on measurement \\\"cpu\\\" is type"
                + " float, already exists as type integer dropped=2\"}\n");
    assertThat(response.headers().firstValue("X-Influxdb-Error")).hasValueSatisfying(
        header -> assertThat(header).startsWith("partial write: field type conflict"));
    assertThat(server.rows()).containsExactly("db0/cpu 1", "db0/cpu 2");
  }

  @Test
  void twoTypesForANewFieldAreAConflict() {
    assertThat(write("a v=1 1\na v=2i 2")).isEqualTo("400 {\"error\":\"field type conflict\"}\n");
    assertThat(server.rows()).isEmpty();
    assertThat(server.catalog.state().requireDatabase("db0").requirePolicy("").table("a")).isPresent();
  }

  @Test
  void twoTypesForANewFieldOfAnOldShardCostThePointsOfTheSecond() {
    assertThat(write("m v=1 1")).isEqualTo("204 ");
    assertThat(write("a s=1 2\na s=\"x\",v=2 3\na v=3i 4"))
        .isEqualTo(
            "400 {\"error\":\"partial write: field type conflict: input field \\\"s\\\" on measurement \\\"a\\\" is type"
                + " string, already exists as type float dropped=1\"}\n");
    assertThat(server.rows()).containsExactlyInAnyOrder("db0/m 1", "db0/a 2", "db0/a 4");
  }

  @Test
  void whatASecondLookFindsIsCountedAsInfluxDbDoes() {
    assertThat(write("m v=1 1")).isEqualTo("204 ");
    assertThat(write("m v=1i 2\nm w=1 3\nm w=2i 4"))
        .isEqualTo(
            "400 {\"error\":\"partial write: field type conflict: input field \\\"w\\\" on measurement \\\"m\\\" is type"
                + " integer, already exists as type float dropped=2\"}\n");
    assertThat(server.rows()).containsExactly("db0/m 1", "db0/m 3");
  }

  @Test
  void theNameTimeIsRefused() {
    assertThat(write("m,time=x v=1 26"))
        .isEqualTo(
            "400 {\"error\":\"partial write: invalid tag key: input tag \\\"time\\\" on measurement \\\"m\\\" is invalid"
                + " dropped=1\"}\n");
    assertThat(write("m time=1 27"))
        .isEqualTo(
            "400 {\"error\":\"partial write: invalid field name: input field \\\"time\\\" on measurement \\\"m\\\" is"
                + " invalid dropped=1\"}\n");
    assertThat(write("m time=1,v=2 28")).isEqualTo("204 ");
  }

  @Test
  void readsGzip() {
    byte[] body = WriteFixture.gzip("m v=1 1");
    assertThat(server.post("/write?db=db0", body, "Content-Encoding", "gzip").statusCode()).isEqualTo(204);
    assertThat(server.rows()).hasSize(1);
  }

  private String write(String body) {
    return server.answer("/write?db=db0", body);
  }
}
