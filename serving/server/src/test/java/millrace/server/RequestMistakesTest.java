package millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What requests that make no sense are told. Each is the caller's mistake, and says where it is.
class RequestMistakesTest {
  private static RunningServer server;

  @BeforeAll
  static void open() {
    server = RunningServer.open();
    server.write("foo", "second", "m,t=a f=1 1");
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "{ | serde json error: Unexpected end-of-input: expected close marker for Object at line 1 column 2",
    "[] | serde json error: invalid type: sequence, expected struct at line 1 column 0",
    "{\"db\":\"foo\",\"q\":\"SELECT 1\"}WHERE | serde json error: trailing characters at line 1 column 28",
    "{\"db\":\"foo\",\"q\":\"SELECT 1\"} {} | serde json error: trailing characters at line 1 column 28",
    "{\"db\":\"foo\"} | serde json error: missing field `q` at line 1 column 0",
    "{\"q\":\"SELECT 1\"} | serde error: missing field `db`",
    "{\"db\":1,\"q\":\"SELECT 1\"} | serde json error: invalid type: integer `1`, expected a string in field `db`",
    "{\"db\":\"foo\",\"q\":\"SELECT $a\",\"params\":{\"a\":[1]}} | serde json error: invalid value for parameter `a`: "
        + "expected a string, boolean, number, or null",
    "{\"db\":\"foo\",\"q\":\"SELECT $a\",\"params\":{\"a\":1e400}} | serde json error: number out of range in parameter `a`",
  })
  void bodiesOfQueries(String body, String message) {
    assertAnswer(server.client.postJson("/api/v3/query_sql", body), 400, message);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "x | serde json error: Unrecognized token 'x': was expecting (JSON String, Number, Array, Object or token 'null', 'true' "
        + "or 'false')",
    "[1] | serde json error: invalid type: params must be a map",
    "{\"a\":1}] | serde json error: trailing characters",
    "{\"a\":{}} | serde json error: invalid value for parameter `a`: expected a string, boolean, number, or null",
  })
  void parametersOfQueries(String params, String message) {
    assertAnswer(withParameters(params), 400, message);
  }

  @Test
  void zerosBeforeABody() {
    assertAnswer(server.client.postJson("/api/v3/query_sql", "\0\0\0{zzzz"), 400,
        "serde json error: invalid unicode code point at line 1 column 0");
  }

  @Test
  void numbersOfParametersKeepTheirDigits() {
    assertThat(withParameters("{\"a\":18446744073709551615}").body()).isEqualTo("[{\"a\":18446744073709551615}]");
    assertThat(withParameters("{\"a\":-9223372036854775808}").body()).isEqualTo("[{\"a\":-9223372036854775808}]");
    assertThat(withParameters("{\"a\":null}").body()).isEqualTo("[{}]");
    assertThat(withParameters("{\"a\":\"x\",\"b\":true}").body()).isEqualTo("[{\"a\":\"x\"}]");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "\"table\":\"\",\"tags\":[] | table name cannot be empty",
    "\"table\":\"t\",\"tags\":[\"\"] | column name cannot be empty",
    "\"table\":\"t\",\"tags\":[\"a\"],\"fields\":[{\"name\":\"\",\"type\":\"int64\"}] | column name cannot be empty",
    "\"table\":\"t\",\"tags\":[\"a\",\"a\"] | duplicate column name: a",
    "\"table\":\"t\",\"tags\":[\"a\"],\"fields\":[{\"name\":\"a\",\"type\":\"utf8\"}] | duplicate column name: a",
    "\"table\":\"t\",\"tags\":[\"time\"] | 'time' is a reserved column",
    "\"table\":\"t\",\"tags\":[],\"fields\":[{\"name\":\"f\",\"type\":\"int\"}] | serde json error: unknown variant `int`, "
        + "expected one of `utf8`, `int64`, `uint64`, `float64`, `bool`",
    "\"table\":\"t\" | serde json error: missing field `tags` at line 1 column 0",
  })
  void tables(String members, String message) {
    assertAnswer(server.client.postJson("/api/v3/configure/table", "{\"db\":\"foo\"," + members + "}"), 400, message);
    assertThat(server.sql("foo", "SHOW TABLES", "csv").body()).doesNotContain(",t,");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "-1 | serde json error: invalid type: integer `-1`, expected a string in field `retention_period`",
    "\"x\" | Cannot parse the given human time: x, expected number at 0",
    "\"\" | Cannot parse the given human time: , value was empty",
    "\"99999999999y\" | Cannot parse the given human time: 99999999999y, long overflow",
  })
  void retentionPeriods(String period, String message) {
    String body = "{\"db\":\"bad\",\"retention_period\":" + period + "}";
    assertAnswer(server.client.postJson("/api/v3/configure/database", body), 400, message);
    assertThat(server.client.get("/api/v3/configure/database").body()).doesNotContain("bad");
  }

  @ParameterizedTest
  @CsvSource({"foo", "Foo", "JSON", "''"})
  void formats(String format) {
    HttpResponse<String> answer = server.sql("foo", "SELECT 1", format);
    assertAnswer(answer, 400, "serde error: unknown variant `" + format
        + "`, expected one of `json`, `jsonl`, `json_lines`, `csv`, `pretty`, `parquet`");
  }

  private static HttpResponse<String> withParameters(String json) {
    return server.client.get("/api/v3/query_sql?db=foo&q=SELECT+$a+AS+a&params=" + URLEncoder.encode(json, StandardCharsets.UTF_8));
  }

  private static void assertAnswer(HttpResponse<String> answer, int status, String body) {
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.statusCode()).isEqualTo(status);
  }
}
