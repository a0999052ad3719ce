package millrace.endtoend;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
  private final byte[] buffer = new byte[1 << 16];

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

  /// @throws IllegalStateException when the status is not 2xx
  String get(String path) throws IOException {
    sendGet(path, "*/*");
    return answer();
  }

  /// Reads an answer of any length without keeping it.
  ///
  /// @param accept media type asked for
  /// @return bytes of the body
  /// @throws IllegalStateException when the status is not 2xx
  long drain(String path, String accept) throws IOException {
    sendGet(path, accept);
    CountingSink sink = new CountingSink();
    readAnswer(sink);
    return sink.bytes;
  }

  private void sendGet(String path, String accept) throws IOException {
    String head = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAccept: " + accept + "\r\nUser-Agent: bench\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
  }

  private String answer() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    readAnswer(body);
    return body.toString(StandardCharsets.UTF_8);
  }

  private void readAnswer(OutputStream body) throws IOException {
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    long length = 0;
    boolean isChunked = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(lower.substring(15).strip());
      } else if (lower.startsWith("transfer-encoding:") && lower.contains("chunked")) {
        isChunked = true;
      }
    }
    OutputStream sink = status / 100 == 2 ? body : new ByteArrayOutputStream();
    if (isChunked) {
      copyChunks(sink);
    } else {
      copy(length, sink);
    }
    if (status / 100 != 2) {
      throw new IllegalStateException(status + " " + sink);
    }
  }

  private void copyChunks(OutputStream sink) throws IOException {
    for (long length = chunkLength(); length > 0; length = chunkLength()) {
      copy(length, sink);
      line();
    }
    line();
  }

  private long chunkLength() throws IOException {
    return Long.parseLong(line().strip(), 16);
  }

  private void copy(long length, OutputStream sink) throws IOException {
    for (long left = length; left > 0; ) {
      int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (read < 0) {
        throw new EOFException("an answer ended early");
      }
      sink.write(buffer, 0, read);
      left -= read;
    }
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

  private static final class CountingSink extends OutputStream {
    private long bytes;

    @Override
    public void write(int one) {
      bytes++;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
      bytes += length;
    }
  }
}
