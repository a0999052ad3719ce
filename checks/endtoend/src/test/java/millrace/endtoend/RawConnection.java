package millrace.endtoend;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// HTTP over a plain socket that sends whatever it is given, as no client library would. Reading ends with an error when
/// the server is silent for a minute.
final class RawConnection implements AutoCloseable {
  private static final int SILENCE_MILLIS = 60_000;
  private static final int MOST_BODY_BYTES = 1 << 20;

  private final Socket socket;
  private final InputStream in;

  /// An answer, its body up to a megabyte.
  ///
  /// @param goesOn whether the connection may be used again
  record Answer(int status, String body, boolean goesOn) {}

  RawConnection(String url) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), URI.create(url).getPort());
    socket.setSoTimeout(SILENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /// Says that nothing more is sent.
  void endSending() throws IOException {
    socket.shutdownOutput();
  }

  /// Everything that comes until the server closes, up to a megabyte.
  byte[] readToEnd() throws IOException {
    return in.readNBytes(MOST_BODY_BYTES);
  }

  /// Sends a request with its length, and reads the answer.
  ///
  /// @param headers lines that end with CR LF
  Answer ask(String method, String target, String headers, byte[] body) throws IOException {
    return ask(new HostileRequest(method, target, headers, body, false), "");
  }

  /// Sends a request, and reads the answer.
  ///
  /// @param token goes along unless the request speaks of another
  Answer ask(HostileRequest request, String token) throws IOException {
    send(request.framed(token));
    return answer(request.method().equals("HEAD"));
  }

  /// Looks whether more has come than answers.
  void checkNothingLeft() throws IOException {
    if (in.available() > 0) {
      byte[] left = in.readNBytes(Math.min(in.available(), 200));
      throw new IOException("what belongs to no answer: " + new String(left, StandardCharsets.ISO_8859_1));
    }
  }

  /// @param bare whether the answer has no body, whatever its headers say
  private Answer answer(boolean bare) throws IOException {
    String first = line();
    if (!first.startsWith("HTTP/1.1 ")) {
      throw new IOException("no answer: " + first);
    }
    int status = Integer.parseInt(first.substring(9, 12));
    long length = -1;
    boolean chunked = false;
    boolean goesOn = true;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(lower.substring(15).strip());
      }
      chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
      goesOn &= !lower.equals("connection: close");
    }
    if (status == 100) {
      return answer(bare);
    }
    if (bare) {
      return new Answer(status, "", goesOn);
    }
    if (chunked) {
      return chunks(status, goesOn);
    }
    boolean hasBody = status != 204 && length != 0;
    int wanted = length < 0 ? MOST_BODY_BYTES : (int) Math.min(length, MOST_BODY_BYTES);
    String body = hasBody ? new String(in.readNBytes(wanted), StandardCharsets.UTF_8) : "";
    return new Answer(status, body, goesOn && length <= MOST_BODY_BYTES && (length >= 0 || !hasBody));
  }

  private Answer chunks(int status, boolean goesOn) throws IOException {
    StringBuilder body = new StringBuilder();
    while (true) {
      int size = Integer.parseInt(line().strip(), 16);
      body.append(new String(in.readNBytes(size), StandardCharsets.UTF_8));
      line();
      if (size == 0) {
        return new Answer(status, body.toString(), goesOn);
      }
      if (body.length() > MOST_BODY_BYTES) {
        return new Answer(status, body.toString(), false);
      }
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the connection ended after: " + line);
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
