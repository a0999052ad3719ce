package millrace.endtoend;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// One kept connection and as little of a client as HTTP allows, so that a benchmark measures the server.
final class KeepAliveClient implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private final String host;
  private final StringBuilder line = new StringBuilder();

  /// @param url address of the server
  KeepAliveClient(String url) throws IOException {
    URI address = URI.create(url);
    host = address.getAuthority();
    socket = new Socket(InetAddress.getByName(address.getHost()), address.getPort());
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
  }

  /// Sends a body and returns the answer's.
  ///
  /// @throws IllegalStateException when the status is not 2xx
  String post(String path, byte[] body) throws IOException {
    String head = "POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: application/json\r\nAccept: */*\r\n"
        + "User-Agent: bench\r\nContent-Length: " + body.length + "\r\n\r\n";
    byte[] bytes = new byte[head.length() + body.length];
    System.arraycopy(head.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, 0, head.length());
    System.arraycopy(body, 0, bytes, head.length(), body.length);
    socket.getOutputStream().write(bytes);
    return answer();
  }

  private String answer() throws IOException {
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    int length = 0;
    boolean isChunked = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).strip());
      } else if (lower.startsWith("transfer-encoding:") && lower.contains("chunked")) {
        isChunked = true;
      }
    }
    String body = isChunked ? chunks() : text(length);
    if (status / 100 != 2) {
      throw new IllegalStateException(status + " " + body);
    }
    return body;
  }

  private String chunks() throws IOException {
    StringBuilder body = new StringBuilder();
    for (int length = chunkLength(); length > 0; length = chunkLength()) {
      body.append(text(length));
      line();
    }
    line();
    return body.toString();
  }

  private int chunkLength() throws IOException {
    return Integer.parseInt(line().strip(), 16);
  }

  private String text(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("an answer ended early");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    line.setLength(0);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
