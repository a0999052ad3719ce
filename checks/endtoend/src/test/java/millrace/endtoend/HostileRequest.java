package millrace.endtoend;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/// A request whose text was damaged, its framing sound.
///
/// @param headers lines that end with CR LF
record HostileRequest(String method, String target, String headers, byte[] body) {
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";
  private static final String JSON = "Content-Type: application/json\r\n";

  /// Where requests go, and what they carry when nothing is damaged.
  private record Kind(String method, String target, String headers, List<String> texts) {}

  private static final List<String> LINES = List.of(
      "m,t=a,u=b f=1,i=2i,n=3u,s=\"te\\\"xt\",b=t 1641024000", "cpu,host=a usage=0.5 1\ncpu,host=b usage=1e3 2\n# c\n\nmem free=1i",
      "m\\ x,ta\\,g=v\\=1 f=1 -5", "m s=\"a\nb\" 1\r\nm f=-1.5e-7 9223372036854775807", "home,room=K temp=21.0 1641024000000000000");
  private static final List<String> SELECTS = List.of(
      "SELECT mean(f), count(i) FROM m WHERE time > now() - 1h AND t = 'a' GROUP BY time(10m), * fill(linear) LIMIT 5",
      "SELECT f + i * 2 FROM m WHERE t =~ /a.*/ ORDER BY time DESC", "SHOW TAG VALUES FROM m WITH KEY IN (\"t\", u)",
      "SELECT percentile(f, 90), top(i, t, 3) FROM (SELECT * FROM m) tz('Europe/Paris')", "SHOW FIELD KEYS; SHOW SERIES FROM /./",
      "SELECT holt_winters(first(f), 3, 0) FROM m GROUP BY time(1s)", "CREATE DATABASE x WITH DURATION 1d", "DROP SERIES FROM m WHERE t='a'",
      "EXPLAIN SELECT derivative(f, 1s) INTO n FROM m", "SHOW QUERIES", "DELETE FROM m WHERE time < 5", "SHOW STATS");
  private static final List<String> SQL = List.of(
      "SELECT date_bin(INTERVAL '10 minutes', time) AS t, avg(f) FROM m WHERE time > now() - INTERVAL '1 hour' GROUP BY 1 ORDER BY 1",
      "SELECT date_bin_gapfill(INTERVAL '1 day', time) t, locf(avg(f)) FROM m WHERE time > '2022-01-01' AND time < '2022-01-05' GROUP BY 1",
      "SELECT selector_last(f, time)['value'], approx_percentile_cont(f, 0.5) FROM m", "SELECT * FROM system.queries LIMIT 3",
      "WITH a AS (SELECT 1 x) SELECT CAST(x AS VARCHAR) || 'y' FROM a UNION ALL SELECT E'a\\n'", "SHOW COLUMNS FROM m",
      "SELECT CASE WHEN $p > 1 THEN regexp_replace(t, 'a(.)', '\\1', 'g') END FROM m WHERE t IN ('a', 'b')",
      "SELECT row_number() OVER (PARTITION BY t ORDER BY time ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM m",
      "SELECT tz(time, 'Europe/Paris'), extract(hour FROM time), to_timestamp('2022-01-01') FROM m", "EXPLAIN SELECT [1, 2][1]",
      "SELECT * FROM information_schema.columns", "SELECT * FROM last_cache('m')", "SELECT {'a': 1}['a'], sha256('x'), encode('a', 'hex')");

  private static final List<Kind> KINDS = List.of(
      new Kind("POST", "/api/v3/write_lp?db=fuzz&no_sync=true", "", LINES),
      new Kind("POST", "/api/v3/write_lp?db=fuzz&precision=ns&accept_partial=false", "", LINES),
      new Kind("POST", "/api/v2/write?bucket=fuzz&precision=ms", "", LINES),
      new Kind("POST", "/write?db=fuzz&precision=s", "", LINES),
      new Kind("POST", "/query?db=fuzz&epoch=ms", "Content-Type: application/vnd.influxql\r\n", SELECTS),
      new Kind("POST", "/query?db=fuzz&chunked=true&chunk_size=2", FORM, forms()),
      new Kind("POST", "/query?db=fuzz", "Content-Type: multipart/form-data; boundary=B\r\n", List.of(
          "--B\r\nContent-Disposition: form-data; name=\"q\"\r\n\r\nSELECT * FROM m\r\n--B\r\nContent-Disposition: form-data; "
              + "name=\"db\"\r\n\r\nfuzz\r\n--B--\r\n")),
      new Kind("POST", "/api/v3/query_influxql", JSON, queries(SELECTS)), new Kind("POST", "/api/v3/query_sql", JSON, queries(SQL)),
      new Kind("POST", "/api/v3/query_sql", JSON, queries(SQL)),
      new Kind("POST", "/api/v3/configure/database", JSON, List.of("{\"db\":\"x\",\"retention_period\":\"30d\"}")),
      new Kind("PUT", "/api/v3/configure/database", JSON, List.of("{\"db\":\"fuzz\",\"retention_period\":\"none\"}")),
      new Kind("POST", "/api/v3/configure/table", JSON, List.of(
          "{\"db\":\"fuzz\",\"table\":\"t\",\"tags\":[\"a\",\"b\"],\"fields\":[{\"name\":\"f\",\"type\":\"int64\"}]}")),
      new Kind("POST", "/api/v3/configure/last_cache", JSON, List.of(
          "{\"db\":\"fuzz\",\"table\":\"m\",\"key_columns\":[\"t\"],\"value_columns\":[\"f\"],\"count\":2,\"ttl\":60}")),
      new Kind("POST", "/api/v3/configure/distinct_cache", JSON, List.of(
          "{\"db\":\"fuzz\",\"table\":\"m\",\"columns\":[\"t\"],\"name\":\"c\",\"max_cardinality\":5,\"max_age\":60}")),
      new Kind("POST", "/api/v3/configure/token/named_admin", JSON, List.of("{\"token_name\":\"x\",\"expiry_secs\":60}")),
      new Kind("POST", "/api/v3/configure/processing_engine_trigger/disable", JSON, List.of("{\"db\":\"fuzz\",\"trigger_name\":\"t\"}")),
      new Kind("POST", "/api/v3/backup", JSON, List.of("{\"db\":\"fuzz\"}")),
      new Kind("POST", "/api/v3/restore", JSON, List.of("{\"backup\":\"x\",\"db\":\"y\"}")),
      new Kind("POST", "/api/v3/plugin_test/wal", JSON, List.of(
          "{\"filename\":\"none.py\",\"database\":\"fuzz\",\"input_lp\":\"m f=1\",\"input_arguments\":{\"a\":\"b\"}}")));

  private static List<String> forms() {
    return SELECTS.stream().map(text -> "q=" + TestServer.encode(text) + "&params=%7B%22p%22%3A1%7D&pretty=true").toList();
  }

  private static List<String> queries(List<String> texts) {
    return texts.stream().map(text -> "{\"db\":\"fuzz\",\"q\":\"" + text.replace("\\", "\\\\").replace("\"", "\\\"")
        + "\",\"params\":{\"p\":1},\"format\":\"csv\"}").toList();
  }

  /// Every text there is, for splices.
  static List<byte[]> texts() {
    return KINDS.stream().flatMap(kind -> kind.texts().stream()).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  static HostileRequest next(Random random, Damage damage) {
    Kind kind = KINDS.get(random.nextInt(KINDS.size()));
    byte[] whole = kind.texts().get(random.nextInt(kind.texts().size())).getBytes(StandardCharsets.UTF_8);
    return switch (random.nextInt(8)) {
      case 0 -> new HostileRequest(kind.method(), target(kind.target(), damage), kind.headers(), whole);
      case 1 -> new HostileRequest("GET", asked(random, damage), "", new byte[0]);
      case 2 -> new HostileRequest(
          kind.method(), kind.target(), kind.headers() + "Content-Encoding: gzip\r\n", damaged(gzip(whole), random, damage));
      default -> new HostileRequest(kind.method(), kind.target(), kind.headers(), damage.of(whole));
    };
  }

  private static byte[] damaged(byte[] bytes, Random random, Damage damage) {
    return random.nextBoolean() ? damage.of(bytes) : bytes;
  }

  /// A target in which only what would end the line is taken out.
  private static String target(String whole, Damage damage) {
    byte[] bytes = damage.of(whole.getBytes(StandardCharsets.UTF_8));
    String text = new String(bytes, StandardCharsets.ISO_8859_1).chars().filter(c -> c > ' ' && c != 0x7f && c != 0x85 && c != 0xa0)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    return "/" + (text.startsWith("/") ? text.substring(1) : text);
  }

  private static String asked(Random random, Damage damage) {
    boolean isSql = random.nextBoolean();
    List<String> texts = isSql ? SQL : SELECTS;
    byte[] text = damage.of(texts.get(random.nextInt(texts.size())).getBytes(StandardCharsets.UTF_8));
    StringBuilder target = new StringBuilder(isSql ? "/api/v3/query_sql?db=fuzz&params=%7B%22p%22%3A1%7D&q=" : "/query?db=fuzz&q=");
    for (int i = 0; i < Math.min(text.length, 8000); i++) {
      target.append('%').append(Character.forDigit(text[i] >> 4 & 15, 16)).append(Character.forDigit(text[i] & 15, 16));
    }
    return target.toString();
  }

  private static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /// Bytes of whole requests, to be damaged anywhere: request line, headers, lengths and chunks.
  static List<byte[]> framed() {
    List<String> all = new ArrayList<>(List.of(
        "GET /health HTTP/1.1\r\nHost: h\r\n\r\n", "GET /ping HTTP/1.0\r\n\r\n",
        "POST /api/v3/write_lp?db=fuzz HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nm f=1\r\n2;x=y\r\n 1\r\n0\r\nT: r\r\n\r\n",
        "POST /query HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 16\r\n\r\nq=SHOW+DATABASES",
        "POST /write?db=fuzz HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nm f=1",
        "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0\0\0\4\1\5\0\0\0\1abcd",
        "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: h\r\nX: " + "y".repeat(3000) + "\r\nAuthorization: Bearer x\r\nAccept: text/csv;q=x\r\n\r\n"));
    all.add(all.get(0).repeat(8));
    return Stream.concat(all.stream(), Stream.of("\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003"))
        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1)).toList();
  }

  @Override
  public String toString() {
    return method + " " + target + "\n" + headers + "\n" + new String(body, StandardCharsets.ISO_8859_1);
  }
}
