package millrace.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;

/// Calls a server's HTTP API: over a plain socket, or with TLS on `HttpURLConnection`, since `java.net.http` costs a
/// command 300 ms.
final class Api {
  /// Names what an answer lacks because a data file is damaged.
  private static final String PARTIAL = "X-Millrace-Partial";

  private final String host;
  private final Optional<String> token;
  private final Optional<Path> tlsAuthority;
  private final boolean tlsNoVerify;

  Api(Arguments arguments) {
    this(
        arguments.get("--host"),
        arguments.find("--token"),
        arguments.find("--tls-ca").map(Path::of),
        arguments.has("--tls-no-verify"));
  }

  Api(String host, Optional<String> token, Optional<Path> tlsAuthority, boolean tlsNoVerify) {
    this.host = host.endsWith("/") ? host.substring(0, host.length() - 1) : host;
    this.token = token;
    this.tlsAuthority = tlsAuthority;
    this.tlsNoVerify = tlsNoVerify;
  }

  /// The same server under another address.
  Api at(String otherHost) {
    return new Api(otherHost, token, tlsAuthority, tlsNoVerify);
  }

  String host() {
    return host;
  }

  /// What a server answered.
  record Answer(int status, String reason, byte[] body) {
    boolean isSuccess() {
      return status >= 200 && status < 300;
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /// @throws CommandFailure `server responded with error [409 Conflict]: …` unless it is a success
    Answer orFail() {
      if (!isSuccess()) {
        throw new CommandFailure(error());
      }
      return this;
    }

    String error() {
      return "server responded with error [" + status + " " + reason + "]: " + text();
    }
  }

  Answer get(String path, Map<String, String> query) {
    return send("GET", path, query, Optional.empty(), "", false);
  }

  Answer delete(String path, Map<String, String> query) {
    return send("DELETE", path, query, Optional.empty(), "", false);
  }

  Answer postJson(String path, Json body) {
    return send("POST", path, Map.of(), Optional.of(body.bytes()), "application/json", false);
  }

  Answer postJson(String path, Map<String, String> query, Json body) {
    return send("POST", path, query, Optional.of(body.bytes()), "application/json", false);
  }

  Answer putJson(String path, Map<String, String> query, Json body) {
    return send("PUT", path, query, Optional.of(body.bytes()), "application/json", false);
  }

  Answer post(String path, Map<String, String> query) {
    return send("POST", path, query, Optional.of(new byte[0]), "", false);
  }

  /// Any request; a body that is empty and has no type is none.
  Answer call(String method, String path, Map<String, String> query, byte[] body, String type) {
    boolean hasBody = body.length > 0 || !type.isEmpty() || method.equals("POST");
    return send(method, path, query, hasBody ? Optional.of(body) : Optional.empty(), type, false);
  }

  Answer postBytes(String path, Map<String, String> query, byte[] body, boolean isGzip) {
    return send("POST", path, query, Optional.of(body), "text/plain; charset=utf-8", isGzip);
  }

  /// Sends a request whose answer may be longer than memory.
  ///
  /// @return to be closed
  /// @throws CommandFailure `server responded with error …` unless it is a success
  Streamed streamJson(String path, Json body) {
    String url = host + path;
    Map<String, String> headers = headers("application/json", false);
    try {
      URI uri = URI.create(url);
      Streamed streamed = "http".equalsIgnoreCase(uri.getScheme())
          ? streamed(PlainHttp.open("POST", uri, headers, Optional.of(body.bytes())))
          : streamed(sendOverTls("POST", uri, headers, Optional.of(body.bytes())));
      if (streamed.status >= 200 && streamed.status < 300) {
        return streamed;
      }
      try (streamed) {
        throw new CommandFailure(
            new Answer(streamed.status, reason(streamed.status, ""), streamed.body.readAllBytes()).error());
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new Unreachable("failed to send POST " + url + " request: " + e.getMessage());
    }
  }

  /// An answer as it comes.
  ///
  /// @param partial what is missing from it, if the server says that something is
  record Streamed(int status, InputStream body, Optional<String> partial, Closeable connection) implements Closeable {
    @Override
    public void close() throws IOException {
      connection.close();
    }
  }

  private static Streamed streamed(PlainHttp.Opened opened) {
    Optional<String> partial = Optional.ofNullable(opened.headers().get(PARTIAL.toLowerCase(Locale.ROOT)));
    return new Streamed(opened.status(), opened.body(), partial, opened);
  }

  private static Streamed streamed(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    InputStream stream = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
    return new Streamed(status, stream == null ? InputStream.nullInputStream() : stream,
        Optional.ofNullable(connection.getHeaderField(PARTIAL)), connection::disconnect);
  }

  private Map<String, String> headers(String type, boolean isGzip) {
    Map<String, String> headers = new LinkedHashMap<>();
    token.ifPresent(text -> headers.put("Authorization", "Bearer " + text));
    if (!type.isEmpty()) {
      headers.put("Content-Type", type);
    }
    if (isGzip) {
      headers.put("Content-Encoding", "gzip");
    }
    return headers;
  }

  private Answer send(
      String method, String path, Map<String, String> query, Optional<byte[]> body, String type, boolean isGzip) {
    String url = host + path + queryText(query);
    Map<String, String> headers = headers(type, isGzip);
    try {
      URI uri = URI.create(url);
      if ("http".equalsIgnoreCase(uri.getScheme())) {
        PlainHttp.Reply reply = PlainHttp.send(method, uri, headers, body);
        return new Answer(reply.status(), reason(reply.status(), reply.reason()), reply.body());
      }
      return answer(sendOverTls(method, uri, headers, body));
    } catch (IOException | IllegalArgumentException e) {
      throw new Unreachable("failed to send " + method + " " + url + " request: " + e.getMessage());
    }
  }

  private HttpURLConnection sendOverTls(String method, URI uri, Map<String, String> headers, Optional<byte[]> body)
      throws IOException {
    HttpURLConnection connection = open(uri);
    connection.setRequestMethod(method);
    headers.forEach(connection::setRequestProperty);
    if (body.isPresent()) {
      connection.setDoOutput(true);
      connection.setFixedLengthStreamingMode(body.get().length);
      try (var stream = connection.getOutputStream()) {
        stream.write(body.get());
      }
    }
    return connection;
  }

  /// No answer at all.
  static final class Unreachable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unreachable(String message) {
      super(message);
    }
  }

  private HttpURLConnection open(URI uri) throws IOException {
    if (!(uri.toURL().openConnection() instanceof HttpsURLConnection connection)) {
      throw new IOException("a server's address starts with http:// or https://");
    }
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout(30_000);
    ClientTls.configure(connection, tlsAuthority, tlsNoVerify);
    return connection;
  }

  private static Answer answer(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    InputStream stream = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
    byte[] body = new byte[0];
    if (stream != null) {
      try (stream) {
        body = stream.readAllBytes();
      }
    }
    return new Answer(status, reason(status, connection.getResponseMessage()), body);
  }

  /// Reasons as the original's client prints them, since HTTP/2 servers and ours may send none.
  private static String reason(int status, String sent) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 409 -> "Conflict";
      case 413 -> "Payload Too Large";
      case 415 -> "Unsupported Media Type";
      case 422 -> "Unprocessable Entity";
      case 429 -> "Too Many Requests";
      case 500 -> "Internal Server Error";
      case 501 -> "Not Implemented";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      default -> sent == null ? "" : sent;
    };
  }

  private static String queryText(Map<String, String> query) {
    StringBuilder text = new StringBuilder();
    query.forEach((name, value) -> text.append(text.isEmpty() ? '?' : '&')
        .append(encode(name))
        .append('=')
        .append(encode(value)));
    return text.toString();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
