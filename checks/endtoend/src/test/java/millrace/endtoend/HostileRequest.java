package millrace.endtoend;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/// A request whose text was damaged, its framing sound.
///
/// @param headers lines that end with CR LF, without those that tell the length of the body
/// @param chunked whether the body travels in chunks
record HostileRequest(String method, String target, String headers, byte[] body, boolean chunked) {
  private static final List<String> HEADERS = List.of(
      "Accept: text/csv;q=x", "Accept: application/vnd.apache.parquet", "Accept: application/x-msgpack", "Accept: */*;q=0.0000000001",
      "Accept: " + "a/b,".repeat(2_000), "Content-Type: application/json; charset=utf-99", "Content-Type: application/json",
      "Content-Type: multipart/form-data", "Content-Type: multipart/form-data; boundary=\"", "Content-Type: text/plain\u00ff", "Content-Type: ",
      "Content-Encoding: gzip, gzip", "Content-Encoding: GZIP", "Content-Encoding: br", "Content-Encoding: identity", "Accept-Encoding: gzip",
      "Authorization: Basic", "Authorization: Basic " + "A".repeat(9_000), "Authorization: Basic dTpw", "Authorization: Bearer \u00e4",
      "Authorization: Token u:p", "Authorization: Digest x", "Authorization: Bearer eyJhbGciOiJIUzUxMiJ9.eyJ1c2VybmFtZSI6InUifQ.x",
      "Expect: 100-continue", "Expect: 200-maybe", "Connection: close", "Connection: Upgrade\r\nUpgrade: websocket", "Range: bytes=0-",
      "X-Forwarded-For: " + "1.2.3.4,".repeat(500), "Request-Id: \u0001", "X-Request-Id: " + "r".repeat(5_000), "Trailer: X", "TE: trailers",
      "Cookie: a=b; ".repeat(300), "X-Http-Method-Override: DELETE", "Forwarded: for=_", "If-Match: *", "Origin: null", "Content-MD5: x",
      "User-Agent: ", "X: " + "y".repeat(60_000), "A: b\r\n".repeat(3_000) + "C: d");

  static HostileRequest next(Random random, Damages damages) {
    HostileKinds.Kind kind = HostileKinds.any(random);
    String text = kind.texts().get(random.nextInt(kind.texts().size()));
    byte[] whole = text.getBytes(StandardCharsets.UTF_8);
    boolean chunked = random.nextInt(8) == 0;
    return switch (random.nextInt(16)) {
      case 0, 1 -> new HostileRequest(kind.method(), target(kind.target(), damages.bytes()), kind.headers(), whole, chunked);
      case 2 -> new HostileRequest(
          kind.method(), kind.target(), kind.headers() + "Content-Encoding: gzip\r\n", damaged(gzip(whole), random, damages), chunked);
      case 3 -> new HostileRequest(kind.method(), kind.target(), headers(kind.headers(), random), whole, chunked);
      case 4 -> new HostileRequest(kind.method(), kind.target(), kind.headers(), nested(random), chunked);
      case 5 -> new HostileRequest(method(random), kind.target(), kind.headers(), whole, chunked);
      case 6, 7 -> asked(random, damages);
      case 8, 9, 10 -> statement(random, damages);
      default -> new HostileRequest(kind.method(), kind.target(), kind.headers(), damages.bytes().of(whole), chunked);
    };
  }

  /// The ways to damage one client has.
  ///
  /// @param bytes damages anything
  /// @param selects damages InfluxQL
  /// @param sql damages SQL
  record Damages(Damage bytes, StatementDamage selects, StatementDamage sql) {
    static Damages of(Random random) {
      return new Damages(
          new Damage(random, HostileKinds.texts().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList()),
          new StatementDamage(random, HostileKinds.selects()), new StatementDamage(random, HostileKinds.sql()));
    }
  }

  /// The whole request as it travels.
  ///
  /// @param token goes along unless the headers speak of another
  byte[] framed(String token) {
    String authorization = headers.contains("Authorization:") ? "" : "Authorization: Bearer " + token + "\r\n";
    String length = chunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: " + body.length + "\r\n";
    String head = method + " " + target + " HTTP/1.1\r\nHost: h\r\n" + authorization + headers + length + "\r\n";
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    if (chunked) {
      int step = Math.max(1, body.length / 3);
      for (int at = 0; at < body.length; at += step) {
        int size = Math.min(step, body.length - at);
        all.writeBytes((Integer.toHexString(size) + (at == 0 ? ";ext=\"v\"" : "") + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        all.write(body, at, size);
        all.writeBytes(new byte[] {'\r', '\n'});
      }
      all.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    } else {
      all.writeBytes(body);
    }
    return all.toByteArray();
  }

  private static byte[] damaged(byte[] bytes, Random random, Damages damages) {
    return random.nextBoolean() ? damages.bytes().of(bytes) : bytes;
  }

  private static String method(Random random) {
    return List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "M-SEARCH")
        .get(random.nextInt(12));
  }

  private static String headers(String own, Random random) {
    StringBuilder headers = new StringBuilder(random.nextBoolean() ? own : "");
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      headers.append(HEADERS.get(random.nextInt(HEADERS.size()))).append("\r\n");
    }
    return headers.toString();
  }

  /// JSON of great depth, width or numbers, closed or not.
  private static byte[] nested(Random random) {
    int depth = 1 + random.nextInt(random.nextInt(4) == 0 ? 20_000 : 200);
    String inner = List.of("1", "1e999999999", "9".repeat(2_000), "\"\\ud800\"", "\"\\u0000\"", "-", "{}", "nul").get(random.nextInt(8));
    String text = switch (random.nextInt(5)) {
      case 0 -> "[".repeat(depth) + inner + "]".repeat(depth);
      case 1 -> "{\"db\":".repeat(depth) + inner + "}".repeat(depth);
      case 2 -> "{\"db\":\"fuzz\",\"q\":\"SELECT $p\",\"params\":{\"p\":" + "[".repeat(depth) + inner;
      case 3 -> "{\"db\":\"fuzz\",\"table\":\"t\",\"tags\":[" + "\"x\",".repeat(depth) + inner + "]}";
      default -> "{\"db\":\"fuzz\",\"q\":\"SHOW STATS\",\"params\":{\"p\":" + inner + "}}";
    };
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// A statement damaged by its words.
  private static HostileRequest statement(Random random, Damages damages) {
    boolean isSql = random.nextBoolean();
    String text = isSql
        ? damages.sql().of(HostileKinds.sql().get(random.nextInt(HostileKinds.sql().size())))
        : damages.selects().of(HostileKinds.selects().get(random.nextInt(HostileKinds.selects().size())));
    String target = isSql ? "/api/v3/query_sql" : random.nextBoolean() ? "/api/v3/query_influxql" : "/query?db=fuzz&compat=fixed&params={}";
    return target.startsWith("/query")
        ? new HostileRequest("POST", target, "", text.getBytes(StandardCharsets.UTF_8), false)
        : new HostileRequest(
            "POST", target, "Content-Type: application/json\r\n", HostileKinds.query(text).getBytes(StandardCharsets.UTF_8), false);
  }

  /// A target in which only what would end the line is taken out.
  private static String target(String whole, Damage damage) {
    byte[] bytes = damage.of(whole.getBytes(StandardCharsets.UTF_8));
    String text = new String(bytes, StandardCharsets.ISO_8859_1).chars().filter(c -> c > ' ' && c != 0x7f && c != 0x85 && c != 0xa0)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    return "/" + (text.startsWith("/") ? text.substring(1) : text);
  }

  private static HostileRequest asked(Random random, Damages damages) {
    boolean isSql = random.nextBoolean();
    List<String> texts = isSql ? HostileKinds.sql() : HostileKinds.selects();
    byte[] text = damages.bytes().of(texts.get(random.nextInt(texts.size())).getBytes(StandardCharsets.UTF_8));
    StringBuilder target = new StringBuilder(isSql ? "/api/v3/query_sql?db=fuzz&params=%7B%22p%22%3A1%7D&q=" : "/query?db=fuzz&q=");
    for (int i = 0; i < Math.min(text.length, 8000); i++) {
      target.append('%').append(Character.forDigit(text[i] >> 4 & 15, 16)).append(Character.forDigit(text[i] & 15, 16));
    }
    return new HostileRequest("GET", target.toString(), "", new byte[0], false);
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

  @Override
  public String toString() {
    return method + " " + target + "\n" + headers + "\n" + new String(body, StandardCharsets.ISO_8859_1);
  }
}
