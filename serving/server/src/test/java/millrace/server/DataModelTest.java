package millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Databases, tables, columns and rows as writers make them and readers see them.
class DataModelTest {
  private static final String DATABASE = "/api/v3/configure/database";

  private static RunningServer server;

  @BeforeAll
  static void open() {
    server = RunningServer.open();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void laterLinesBringTagsAndFieldsThatOlderRowsLack() {
    write("late", "m,t=a f=1 1");
    write("late", "m,t=a,u=b f=2,g=3 2");
    assertThat(csv("late", "SELECT * FROM m ORDER BY time"))
        .isEqualTo("f,g,t,time,u\n1.0,,a,1970-01-01T00:00:01,\n2.0,3.0,a,1970-01-01T00:00:02,b\n");
    assertThat(csv("late", "SELECT column_name, data_type, is_nullable FROM information_schema.columns WHERE table_name = 'm'"))
        .isEqualTo("column_name,data_type,is_nullable\nf,Float64,YES\ng,Float64,YES\nt,\"Dictionary(Int32, Utf8)\",YES\n"
            + "time,Timestamp(ns),NO\nu,\"Dictionary(Int32, Utf8)\",YES\n");
  }

  @Test
  void fieldsOfOneRowComeFromSeveralWrites() {
    write("merge", "m,t=a x=1 1");
    write("merge", "m,t=a y=2 1");
    write("merge", "m,t=a x=9 1\nm,t=a x=10 1");
    assertThat(csv("merge", "SELECT * FROM m")).isEqualTo("t,time,x,y\na,1970-01-01T00:00:01,10.0,2.0\n");
  }

  @Test
  void aTagThatIsMissingMakesAnotherSeries() {
    write("series", "m f=1 1\nm,t=a f=2 1\nm,t=A f=3 1");
    assertThat(csv("series", "SELECT t, f FROM m ORDER BY f")).isEqualTo("t,f\n,1.0\na,2.0\nA,3.0\n");
  }

  @Test
  void anyNameWorksEndToEnd() {
    write("names", "m\\ 6\\,=\u00fc,tag\\ k\\=\\,\u00fc=v\\ \\,\\=\u00e9 f\\ \\=\\,\u00df=1 1\nM f=1 1\nm f=2 1");
    assertThat(csv("names", "SELECT * FROM \"m 6,=\u00fc\""))
        .isEqualTo("\"f =,\u00df\",\"tag k=,\u00fc\",time\n1.0,\"v ,=\u00e9\",1970-01-01T00:00:01\n");
    assertThat(csv("names", "SELECT f FROM \"M\" UNION ALL SELECT f FROM m ORDER BY f")).isEqualTo("f\n1.0\n2.0\n");
    assertThat(server.influxql("names", "SELECT * FROM \"m 6,=\u00fc\"").body()).contains("\"tag k=,\u00fc\":\"v ,=\u00e9\"");
  }

  @Test
  void namesOfDatabasesAreChecked() {
    String ascii = "{\"error\":\"invalid character in database or rp name: must be ASCII, containing only letters, numbers, "
        + "underscores, or hyphens\"}";
    assertRefused("_x", "{\"error\":\"db name did not start with a number or letter\"}");
    assertRefused("a b", ascii);
    assertRefused("a.b", ascii);
    assertRefused("a/b/c", "{\"error\":\"db name with invalid retention policy, if providing a retention policy name, must be of "
        + "form '<db_name>/<rp_name>'\"}");
    assertRefused("", "{\"error\":\"db name cannot be empty\"}");
    assertRefused("x".repeat(512), "{\"error\":\"db name too long: max 511\"}");
    assertThat(write("a/b", "m f=1 1").statusCode()).isEqualTo(204);
    assertThat(write("1" + "x".repeat(510), "m f=1 1").statusCode()).isEqualTo(204);
    assertThat(csv("a/b", "SELECT f FROM m")).isEqualTo("f\n1.0\n");
  }

  private static void assertRefused(String database, String body) {
    HttpResponse<String> answer = write(database, "m f=1 1");
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.statusCode()).isEqualTo(400);
  }

  @Test
  void rowsPastTheRetentionPeriodAreHiddenFromEveryLanguageUntilItIsCleared() {
    // The old row is in a shard that the period has not passed yet, since one that it has passed goes.
    Instant now = Instant.now();
    long hours = isSameDay(now, now.plus(Duration.ofMinutes(10))) ? 72 : 73;
    Instant old = now.minus(Duration.ofHours(hours)).minusSeconds(1);
    server.client.postJson(DATABASE, "{\"db\":\"short\",\"retention_period\":\"" + hours + "h\"}");
    assertThat(write("short", "m f=1 " + old.getEpochSecond()).statusCode()).as("old rows are accepted").isEqualTo(204);
    assertThat(server.client.send("POST", "/api/v3/write_lp?db=short", "m f=2").statusCode()).isEqualTo(204);
    String influxql = "SELECT f FROM m";
    assertThat(csv("short", "SELECT f FROM m")).isEqualTo("f\n2.0\n");
    assertThat(server.influxql("short", influxql).body()).contains("2.0").doesNotContain("1.0");
    assertThat(server.v1("db=short&epoch=s&q=SELECT+count(f)+FROM+m").body()).contains("[[0,1]]");
    server.client.send("DELETE", DATABASE + "/retention_period?db=short", "");
    assertThat(csv("short", "SELECT f FROM m ORDER BY time")).isEqualTo("f\n1.0\n2.0\n");
  }

  private static boolean isSameDay(Instant one, Instant other) {
    return one.minusSeconds(1).truncatedTo(ChronoUnit.DAYS).equals(other.truncatedTo(ChronoUnit.DAYS));
  }

  @Test
  void aDeletedDatabaseIsHiddenAndItsNameFreeAtOnce() {
    for (int i = 0; i < 2; i++) {
      write("gone", "m f=" + i + " 1");
      assertThat(server.client.send("DELETE", DATABASE + "?db=gone", "").statusCode()).isEqualTo(200);
      assertThat(server.sql("gone", "SELECT 1", "json").statusCode()).isEqualTo(404);
    }
    write("gone", "m f=7 1");
    assertThat(csv("gone", "SELECT f FROM m")).isEqualTo("f\n7.0\n");
    assertThat(server.client.get(DATABASE + "?format=csv&show_deleted=true").body().lines().filter(line -> line.startsWith("gone")))
        .hasSize(3).doesNotHaveDuplicates()
        .filteredOn(line -> line.endsWith(",true")).hasSize(2).allMatch(line -> line.matches("gone-\\d{8}T\\d{6}(-\\d+)?,true"));
  }

  @Test
  void aDeletedTableLeavesTheOthers() {
    write("tables", "m f=1 1\nn f=2 1");
    assertThat(server.client.send("DELETE", "/api/v3/configure/table?db=tables&table=m", "").statusCode()).isEqualTo(200);
    assertThat(server.sql("tables", "SELECT f FROM m", "csv").statusCode()).isEqualTo(400);
    assertThat(csv("tables", "SELECT f FROM n")).isEqualTo("f\n2.0\n");
  }

  @Test
  void timesBeforeTheEpochAreKept() {
    assertThat(server.client.send("POST", "/api/v3/write_lp?db=early&precision=ns", "m f=1 -1").statusCode()).isEqualTo(204);
    assertThat(csv("early", "SELECT time FROM m")).isEqualTo("time\n1969-12-31T23:59:59.999999999\n");
  }

  private static HttpResponse<String> write(String database, String lines) {
    return server.write(URLEncoder.encode(database, StandardCharsets.UTF_8), "second", lines);
  }

  private static String csv(String database, String sql) {
    return server.sql(URLEncoder.encode(database, StandardCharsets.UTF_8), sql, "csv").body();
  }
}
