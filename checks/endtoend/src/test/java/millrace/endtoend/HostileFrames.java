package millrace.endtoend;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Bytes of whole requests, to be damaged anywhere: request line, headers, lengths, chunks, frames of HTTP/2. Some are
/// ambiguous before they are damaged, as those are that smuggle a request past a proxy.
final class HostileFrames {
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final String SETTINGS = "\0\0\0\4\0\0\0\0\0";

  private HostileFrames() {}

  static List<byte[]> all() {
    List<String> all = new ArrayList<>(http1());
    all.addAll(smuggled());
    all.addAll(http2());
    all.add("GET /health HTTP/1.1\r\nHost: h\r\n\r\n".repeat(8));
    all.add("\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003");
    return all.stream().map(text -> text.getBytes(StandardCharsets.ISO_8859_1)).toList();
  }

  private static List<String> http1() {
    return List.of(
        "GET /health HTTP/1.1\r\nHost: h\r\n\r\n", "GET /ping HTTP/1.0\r\n\r\n",
        post("/api/v3/write_lp?db=fuzz", "Transfer-Encoding: chunked\r\n", "5\r\nm f=1\r\n2;x=y\r\n 1\r\n0\r\nT: r\r\n\r\n"),
        post("/query", "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 16\r\n", "q=SHOW+DATABASES"),
        post("/write?db=fuzz", "Expect: 100-continue\r\nContent-Length: 5\r\n", "m f=1"),
        post("/write?db=fuzz", "Content-Length: 9223372036854775807\r\n", "m f=1"),
        post("/write?db=fuzz", "Content-Length: 18446744073709551621\r\n", "m f=1"),
        post("/write?db=fuzz", "Transfer-Encoding: chunked\r\n", "7fffffffffffffff\r\nm f=1\r\n0\r\n\r\n"),
        post("/write?db=fuzz", "Transfer-Encoding: chunked\r\n", "5;" + "e".repeat(5_000) + "\r\nm f=1\r\n0\r\n" + "T: r\r\n".repeat(2_000) + "\r\n"),
        "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n", "GET http://u:p@x/health HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: h\r\nX: " + "y".repeat(3000) + "\r\nAuthorization: Bearer x\r\nAccept: text/csv;q=x\r\n\r\n",
        "GET /health HTTP/1.1\r\n" + "H: v\r\n".repeat(20_000) + "\r\n", "GET /\0\u00ff%00%ff%zz HTTP/1.1\r\nHost: \0\r\nX\0: \u00ff\r\n\r\n");
  }

  private static List<String> smuggled() {
    String inner = "GET /metrics HTTP/1.1\r\nHost: h\r\n\r\n";
    return List.of(
        post("/x", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + inner),
        post("/x", "Content-Length: 0\r\nContent-Length: " + inner.length() + "\r\n", inner),
        post("/x", "Content-Length: 0, " + inner.length() + "\r\n", inner), post("/x", "Content-Length: +5\r\n", "m f=1" + inner),
        post("/x", "Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n" + inner), post("/x", "Transfer-Encoding: xchunked\r\n", "0\r\n\r\n" + inner),
        post("/x", "Transfer-Encoding : chunked\r\n", "0\r\n\r\n" + inner), post("/x", "Transfer-Encoding:\u000bchunked\r\n", "0\r\n\r\n" + inner),
        post("/x", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + inner),
        post("/x", "X: a\r\n Content-Length: 5\r\n", inner), post("/x", "Content-Length\r\n: 5\r\n", inner),
        post("/x", "Transfer-Encoding: chunked\r\n", "0x0\r\n\r\n" + inner), post("/x", "Transfer-Encoding: chunked\n", "0\n\n" + inner),
        "POST /x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inner, "GET /health HTTP/0.9\r\n\r\n" + inner,
        "POST /x HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 0\r\n\r\n" + inner);
  }

  private static String post(String target, String headers, String body) {
    return "POST " + target + " HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n" + body;
  }

  private static List<String> http2() {
    return List.of(
        PREFACE + SETTINGS + "\0\0\4\1\5\0\0\0\1abcd",
        // A request of static table entries: GET http / localhost.
        PREFACE + SETTINGS + "\0\0\3\1\5\0\0\0\1\u0082\u0086\u0084",
        PREFACE + SETTINGS + "\0\0\3\1\4\0\0\0\1\u0082\u0086\u0084" + "\0\0\5\0\1\0\0\0\1m f=1",
        // Headers that never end, resets without end, windows that overflow, settings and pings without a pause.
        PREFACE + SETTINGS + "\0\0\3\1\0\0\0\0\1\u0082\u0086\u0084" + "\0\0\1\11\0\0\0\0\1\u0082".repeat(500),
        PREFACE + SETTINGS + resets(), PREFACE + SETTINGS + "\0\0\4\10\0\0\0\0\0\u007f\u00ff\u00ff\u00ff".repeat(3),
        PREFACE + SETTINGS.repeat(1_000), PREFACE + SETTINGS + "\0\0\10\6\0\0\0\0\0abcdefgh".repeat(1_000),
        // A header table blown up: one long literal that is named again and again.
        PREFACE + SETTINGS + "\0\17\u00ff\1\5\0\0\0\1\u0082\u0086\u0084\100\1x\177\u0081\36" + "v".repeat(4_000) + "\u00be".repeat(80),
        PREFACE + "\0\0\6\4\0\0\0\0\0\0\4\u00ff\u00ff\u00ff\u00ff", PREFACE + SETTINGS + "\u00ff\u00ff\u00ff\0\0\0\0\0\1");
  }

  private static String resets() {
    StringBuilder frames = new StringBuilder();
    for (int stream = 1; stream < 400; stream += 2) {
      String id = "\0\0" + (char) (stream >> 8) + (char) (stream & 0xff);
      frames.append("\0\0\3\1\5").append(id).append("\u0082\u0086\u0084").append("\0\0\4\3\0").append(id).append("\0\0\0\10");
    }
    return frames.toString();
  }
}
