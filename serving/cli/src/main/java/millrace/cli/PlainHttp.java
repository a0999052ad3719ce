package millrace.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One HTTP/1.1 request over a plain socket. `HttpURLConnection` looks for a logging service in every jar of the
/// product before its first request, which is half the time of a short command; decision 0056.
final class PlainHttp {
  private static final int CONNECT_MILLIS = 30_000;
  private static final int LONGEST_LINE = 64 * 1024;
  private static final int MOST_HEADERS = 1000;

  private PlainHttp() {}

  /// What came back.
  ///
  /// @param reason the phrase of the status line, empty when the server sent none
  record Reply(int status, String reason, byte[] body) {}

  /// Sends a request and reads the whole reply.
  ///
  /// @param uri with scheme `http`
  /// @throws IOException when there is no connection, or no well-formed and complete reply
  static Reply send(String method, URI uri, Map<String, String> headers, Optional<byte[]> body) throws IOException {
    try (Opened opened = open(method, uri, headers, body)) {
      return opened.whole();
    }
  }

  /// Sends a request and reads the head of its reply; the body comes as it is read.
  ///
  /// @param uri with scheme `http`
  /// @return to be closed, which ends the connection
  /// @throws IOException when there is no connection, or no well-formed reply
  static Opened open(String method, URI uri, Map<String, String> headers, Optional<byte[]> body) throws IOException {
    String host = uri.getHost();
    if (host == null) {
      throw new IOException("no host in " + uri);
    }
    int port = uri.getPort() < 0 ? 80 : uri.getPort();
    byte[] head = head(method, uri, host, port, headers, body);
    // No proxy, and no look into the machine's settings whether there is one: that is a tenth of a short command.
    Socket socket = new Socket(Proxy.NO_PROXY);
    try {
      socket.setTcpNoDelay(true);
      // An address in brackets is for the Host header only.
      socket.connect(new InetSocketAddress(host.replace("[", "").replace("]", ""), port), CONNECT_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(head);
      if (body.isPresent()) {
        sendBody(out, body.get());
      }
      return head(new BufferedInputStream(socket.getInputStream(), 1 << 16), socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /// A server may answer and hang up before it has read all, as with a body over its limit: its answer still counts.
  private static void sendBody(OutputStream out, byte[] body) {
    try {
      out.write(body);
    } catch (IOException hungUp) {
      // Reading tells whether there is an answer.
    }
  }

  private static byte[] head(
      String method, URI uri, String host, int port, Map<String, String> headers, Optional<byte[]> body) {
    StringBuilder head = new StringBuilder(256);
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    head.append(method).append(' ').append(path);
    if (uri.getRawQuery() != null) {
      head.append('?').append(uri.getRawQuery());
    }
    head.append(" HTTP/1.1\r\nHost: ").append(host).append(':').append(port);
    head.append("\r\nConnection: close\r\nAccept: */*\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(checked(value)).append("\r\n"));
    body.ifPresent(bytes -> head.append("Content-Length: ").append(bytes.length).append("\r\n"));
    return head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String checked(String value) {
    if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("a header cannot hold a line break");
    }
    return value;
  }

  /// A reply whose head is read.
  ///
  /// @param headers the last of each name, names in small letters
  record Opened(int status, String reason, Map<String, String> headers, InputStream body, Closeable connection)
      implements Closeable {
    Reply whole() throws IOException {
      return new Reply(status, reason, body.readAllBytes());
    }

    @Override
    public void close() throws IOException {
      connection.close();
    }
  }

  /// Reads one reply, its interim ones (`100 Continue`) left out.
  static Reply read(InputStream in) throws IOException {
    return head(in, in).whole();
  }

  private static Opened head(InputStream in, Closeable connection) throws IOException {
    while (true) {
      String line = line(in);
      String[] parts = line.split(" ", 3);
      long status = parts.length < 2 || !parts[0].startsWith("HTTP/1.") ? -1 : number(parts[1], 10, line);
      if (status < 100 || status > 999) {
        throw new IOException("not an HTTP reply: " + line);
      }
      Map<String, String> headers = headers(in);
      if (status >= 200) {
        InputStream body = status == 204 || status == 304 ? InputStream.nullInputStream() : body(in, headers);
        return new Opened((int) status, parts.length < 3 ? "" : parts[2], headers, body, connection);
      }
    }
  }

  private static Map<String, String> headers(InputStream in) throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon < 0 || headers.size() == MOST_HEADERS) {
        throw new IOException("not an HTTP header: " + line);
      }
      headers.put(line.substring(0, colon).trim().toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
    }
    return headers;
  }

  private static InputStream body(InputStream in, Map<String, String> headers) throws IOException {
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      return ReplyBody.ofChunks(in);
    }
    String length = headers.get("content-length");
    return length == null ? ReplyBody.upToTheEnd(in) : ReplyBody.ofLength(in, number(length, 10, length));
  }

  /// A number that is not negative.
  static long number(String text, int radix, String line) throws IOException {
    try {
      long number = Long.parseLong(text, radix);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException notOne) {
      // Said below.
    }
    throw new IOException("not an HTTP reply: " + line);
  }

  /// A line of the reply, without its end.
  static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(80);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the server closed the connection before its reply was complete");
      }
      if (line.size() == LONGEST_LINE) {
        throw new IOException("a line of the reply is longer than " + LONGEST_LINE + " bytes");
      }
      line.write(next);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
