package millrace.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One HTTP/1.1 request over a plain socket. `HttpURLConnection` looks for a logging service in every jar of the
/// product before its first request, which is half the time of a short command; decision 0056.
final class PlainHttp {
  private static final int CONNECT_MILLIS = 30_000;
  private static final int LONGEST_LINE = 64 * 1024;

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
    String host = uri.getHost();
    if (host == null) {
      throw new IOException("no host in " + uri);
    }
    int port = uri.getPort() < 0 ? 80 : uri.getPort();
    byte[] head = head(method, uri, host, port, headers, body);
    try (Socket socket = new Socket()) {
      socket.setTcpNoDelay(true);
      // An address in brackets is for the Host header only.
      socket.connect(new InetSocketAddress(host.replace("[", "").replace("]", ""), port), CONNECT_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(head);
      if (body.isPresent()) {
        sendBody(out, body.get());
      }
      return read(new BufferedInputStream(socket.getInputStream(), 1 << 16));
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

  /// Reads one reply, its interim ones (`100 Continue`) left out.
  static Reply read(InputStream in) throws IOException {
    while (true) {
      String line = line(in);
      String[] parts = line.split(" ", 3);
      int status = parts.length < 2 || !parts[0].startsWith("HTTP/1.") ? -1 : number(parts[1], 10, line);
      if (status < 100 || status > 999) {
        throw new IOException("not an HTTP reply: " + line);
      }
      Framing framing = headers(in);
      if (status >= 200) {
        boolean isEmpty = status == 204 || status == 304;
        return new Reply(status, parts.length < 3 ? "" : parts[2], isEmpty ? new byte[0] : framing.body(in));
      }
    }
  }

  private static Framing headers(InputStream in) throws IOException {
    Framing framing = new Framing(false, -1);
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        throw new IOException("not an HTTP header: " + line);
      }
      String value = line.substring(colon + 1).trim();
      framing = switch (line.substring(0, colon).trim().toLowerCase(Locale.ROOT)) {
        case "transfer-encoding" -> new Framing(value.equalsIgnoreCase("chunked"), framing.length);
        case "content-length" -> new Framing(framing.isChunked, number(value, 10, line));
        default -> framing;
      };
    }
    return framing;
  }

  /// How the end of the body is told.
  ///
  /// @param length bytes, or -1 for up to the end of the connection
  private record Framing(boolean isChunked, int length) {
    byte[] body(InputStream in) throws IOException {
      if (isChunked) {
        return chunks(in);
      }
      return length < 0 ? in.readAllBytes() : exactly(in, length);
    }
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String line = line(in);
      int semicolon = line.indexOf(';');
      int length = number((semicolon < 0 ? line : line.substring(0, semicolon)).trim(), 16, line);
      if (length == 0) {
        while (!line(in).isEmpty()) {
          // Trailers say nothing that a command needs.
        }
        return body.toByteArray();
      }
      body.write(exactly(in, length));
      if (!line(in).isEmpty()) {
        throw new IOException("a chunk of the reply is longer than it said");
      }
    }
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the reply ended after " + bytes.length + " of " + length + " bytes");
    }
    return bytes;
  }

  private static int number(String text, int radix, String line) throws IOException {
    try {
      int number = Integer.parseInt(text, radix);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException notOne) {
      // Said below.
    }
    throw new IOException("not an HTTP reply: " + line);
  }

  private static String line(InputStream in) throws IOException {
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
