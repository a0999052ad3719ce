package millrace.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import millrace.ingest.SchemaLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Statuses and bodies of `/api/v3/write_lp` and `/api/v2/write`.
class WriteEndpointsTest {
  private static final String V3 = "/api/v3/write_lp?db=db";
  private static final String V2 = "/api/v2/write?bucket=db";

  private final WriteFixture server = new WriteFixture(SchemaLimits.DEFAULT);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aGoodBodyIsAnsweredWithNothing() {
    assertThat(server.answer(V3, "m,t=a f=1 1\nm,t=b f=2 2\n")).isEqualTo("204 ");
    assertThat(server.rows()).containsExactly("db/m 1000000000", "db/m 2000000000");
  }

  @Test
  void withoutSyncTheAnswerIsTheSame() {
    assertThat(server.answer(V3 + "&no_sync=true", "m f=1 1")).isEqualTo("204 ");
  }

  @Test
  void goodLinesOfABadBodyAreStored() {
    assertThat(server.answer(V3, "m f=1 1\nm f=\"x\" 2\nm f=3 3\nm"))
        .isEqualTo(
            "400 {\"error\":\"partial write of line protocol occurred\",\"data\":["
                + "{\"error_message\":\"invalid column type for column 'f', expected iox::column_type::field::float, got"
                + " iox::column_type::field::string\",\"line_number\":2,\"original_line\":\"m f=\\\"x\\\" 2\"},"
                + "{\"error_message\":\"Expected at least one space character, got end of input\",\"line_number\":4,"
                + "\"original_line\":\"m\"}]}");
    assertThat(server.rows()).containsExactly("db/m 1000000000", "db/m 3000000000");
  }

  @Test
  void aBodyWithoutAGoodLineIsAnsweredAlike() {
    assertThat(server.answer(V3, "m"))
        .startsWith("400 {\"error\":\"partial write of line protocol occurred\",\"data\":[{");
    assertThat(server.rows()).isEmpty();
  }

  @Test
  void withoutPartialAcceptanceNothingIsStored() {
    assertThat(server.answer(V3 + "&accept_partial=false", "m f=1 1\nm f=x 2"))
        .isEqualTo(
            "400 {\"error\":\"line protocol parsing error\",\"data\":{\"error_message\":\"No fields were provided\","
                + "\"line_number\":2,\"original_line\":\"m f=x 2\"}}");
    assertThat(server.rows()).isEmpty();
    assertThat(server.catalog.state().database("db")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          /api/v3/write_lp                 | missing query parameter 'db'
          /api/v3/write_lp?precision=ns    | serde error: missing field `db`
          /api/v3/write_lp?db=_x           | {"error":"db name did not start with a number or letter"}
          /api/v3/write_lp?db=             | {"error":"db name cannot be empty"}
          /api/v3/write_lp?db=a%20b        | {"error":"invalid character in database or rp name: must be ASCII, containing only letters, numbers, underscores, or hyphens"}
          /api/v3/write_lp?db=a/b/c        | {"error":"db name with invalid retention policy, if providing a retention policy name, must be of form '<db_name>/<rp_name>'"}
          """)
  void refusesBadParameters(String path, String body) {
    assertThat(server.answer(path, "m f=1")).isEqualTo("400 " + body);
  }

  @Test
  void refusesAnUnknownPrecision() {
    assertThat(server.answer(V3 + "&precision=foo", "m f=1")).startsWith("400 serde error: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s", "second", "ms", "millisecond", "us", "u", "microsecond", "ns", "n", "nanosecond", "auto"})
  void knowsEveryPrecision(String precision) {
    assertThat(server.answer(V3 + "&precision=" + precision, "m f=1 1")).isEqualTo("204 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "# comment\n  \n"})
  void refusesAnEmptyBody(String body) {
    assertThat(server.answer(V3, body)).isEqualTo("400 incoming write was empty");
  }

  @Test
  void refusesWhatIsNotUtf8() {
    byte[] body = "m s=\"x\"".getBytes(StandardCharsets.UTF_8);
    body[5] = (byte) 0xFF;
    HttpResponse<String> response = server.post(V3, body);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body())
        .isEqualTo("body content is not valid utf8: invalid utf-8 sequence of 1 bytes from index 5");
  }

  @Test
  void readsEveryMemberOfAGzipBody() throws Exception {
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    members.write(WriteFixture.gzip("m f=1 1\nm f"));
    members.write(WriteFixture.gzip("=2 2\n"));
    assertThat(server.post(V3, members.toByteArray(), "Content-Encoding", "gzip").statusCode()).isEqualTo(204);
    assertThat(server.rows()).hasSize(2);
  }

  @Test
  void refusesBrokenAndUnknownEncodings() {
    byte[] whole = WriteFixture.gzip("m f=1 1");
    HttpResponse<String> cut = server.post(V3, Arrays.copyOf(whole, whole.length - 5), "Content-Encoding", "gzip");
    assertThat(cut.statusCode() + " " + cut.body()).startsWith("400 error decoding gzip stream:");
    assertThat(server.answer(V3, "m f=1", "Content-Encoding", "deflate"))
        .isEqualTo("400 unacceptable content-encoding: deflate");
  }

  @Test
  void refusesBodiesBeyondTheLimitBeforeAndAfterDecoding() {
    String tooLarge = "413 max request size (" + WriteFixture.BODY_LIMIT + " bytes) exceeded";
    String body = "m f=1 1\n".repeat(WriteFixture.BODY_LIMIT / 8 + 1);
    assertThat(server.answer(V3, body)).isEqualTo(tooLarge);
    HttpResponse<String> bomb = server.post(V3, WriteFixture.gzip(body.repeat(50)), "Content-Encoding", "gzip");
    assertThat(bomb.statusCode() + " " + bomb.body()).isEqualTo(tooLarge);
    assertThat(server.rows()).isEmpty();
  }

  @Test
  void limitsAreUnprocessable() {
    try (WriteFixture limited = new WriteFixture(new SchemaLimits(1, 1, 2))) {
      assertThat(limited.answer(V3, "m,t=a f=1 1")).isEqualTo("204 ");
      assertThat(limited.answer(V3, "m g=1 1\nm f=2 2"))
          .isEqualTo(
              "422 {\"error\":\"partial write of line protocol occurred\",\"data\":[{\"error_message\":\"Update to schema"
                  + " would exceed number of columns per table limit of 2 columns\",\"line_number\":1,"
                  + "\"original_line\":\"m g=1 1\"}]}");
      assertThat(limited.answer("/api/v3/write_lp?db=other", "m f=1"))
          .isEqualTo("422 {\"error\":\"Adding a new database would exceed limit of 1 databases\"}");
      assertThat(limited.rows()).hasSize(2);
    }
  }

  @Test
  void v2WritesAllOrNothing() {
    assertThat(server.answer(V2 + "&org=any", "m f=1 5")).isEqualTo("204 ");
    assertThat(server.answer(V2, "m f=1 6\nm f= 7"))
        .isEqualTo(
            "400 {\"code\":\"invalid\",\"message\":\"write buffer error: line protocol parse failed: No fields were"
                + " provided\"}");
    assertThat(server.rows()).containsExactly("db/m 5");
  }

  @ParameterizedTest
  @CsvSource({"m, 60000000000", "h, 3600000000000", "s, 1000000000", "ns, 1"})
  void v2ReadsPrecision(String precision, long nanos) {
    assertThat(server.answer(V2 + "&precision=" + precision, "m f=1 1")).isEqualTo("204 ");
    assertThat(server.rows()).containsExactly("db/m " + nanos);
  }

  @Test
  void v2NeedsABucketOfAShortPlainName() {
    assertThat(server.answer("/api/v2/write", "m f=1"))
        .isEqualTo("400 {\"code\":\"invalid\",\"message\":\"no org/bucket destination provided\"}");
    assertThat(server.answer("/api/v2/write?bucket=", "m f=1"))
        .isEqualTo("400 {\"code\":\"invalid\",\"message\":\"missing bucket value\"}");
    assertThat(server.answer("/api/v2/write?bucket=" + "x".repeat(65), "m f=1"))
        .isEqualTo(
            "400 {\"code\":\"invalid\",\"message\":\"namespace name "
                + "x".repeat(65)
                + " length must be between 1 and 64 characters\"}");
    assertThat(server.answer("/api/v2/write?bucket=a%20b", "m f=1"))
        .isEqualTo(
            "400 {\"code\":\"invalid\",\"message\":\"namespace name 'a b' contains invalid character, character number 1"
                + " is not allowed\"}");
    assertThat(server.answer("/api/v2/write?bucket=/week", "m f=1")).startsWith("400 ");
    assertThat(server.answer("/api/v2/write?bucket=a/b/c", "m f=1")).startsWith("400 ");
    assertThat(server.answer("/api/v2/write?bucket=_internal", "m f=1"))
        .isEqualTo("400 {\"code\":\"invalid\",\"message\":\"cannot modify internal db\"}");
    assertThat(server.answer("/api/v2/write?bucket=db", "m f=1\n".repeat(20_000)))
        .startsWith("413 {\"code\":\"request too large\",\"message\":\"max request size");
  }
}
