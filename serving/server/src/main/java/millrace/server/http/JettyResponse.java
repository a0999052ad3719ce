package millrace.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;

/// An answer that leaves through Jetty in blocks of 64 KiB, the writer waiting for each to be taken.
final class JettyResponse implements HttpResponse {
  private static final int BLOCK_BYTES = 1 << 16;
  private static final int FIRST_BYTES = 1 << 10;

  private final Response response;
  private final Body body = new Body();

  JettyResponse(Response response) {
    this.response = response;
    response.setStatus(200);
  }

  @Override
  public void status(int status) {
    response.setStatus(status);
  }

  @Override
  public int status() {
    return response.getStatus();
  }

  @Override
  public void header(String name, String value) {
    response.getHeaders().put(name, value);
  }

  @Override
  public void addHeader(String name, String value) {
    response.getHeaders().add(name, value);
  }

  @Override
  public OutputStream body() {
    return body;
  }

  @Override
  public boolean isCommitted() {
    return response.isCommitted();
  }

  @Override
  public void reset() {
    response.reset();
    response.setStatus(200);
    body.size = 0;
  }

  /// Sends what is left and ends the answer.
  void finish() throws IOException {
    if (!isCommitted() && response.getStatus() != 204 && response.getStatus() != 304) {
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.size);
    }
    Content.Sink.write(response, true, ByteBuffer.wrap(body.buffer, 0, body.size));
  }

  private final class Body extends OutputStream {
    private byte[] buffer = new byte[FIRST_BYTES];
    private int size;

    @Override
    public void write(int value) throws IOException {
      room(1);
      buffer[size++] = (byte) value;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      if (length >= BLOCK_BYTES) {
        flush();
        send(ByteBuffer.wrap(source, offset, length));
        return;
      }
      room(length);
      System.arraycopy(source, offset, buffer, size, length);
      size += length;
    }

    @Override
    public void flush() throws IOException {
      if (size > 0) {
        send(ByteBuffer.wrap(buffer, 0, size));
        size = 0;
      }
    }

    private void room(int length) throws IOException {
      if (size + length > BLOCK_BYTES) {
        flush();
      }
      if (size + length > buffer.length) {
        byte[] larger = new byte[Math.min(BLOCK_BYTES, Math.max(size + length, 4 * buffer.length))];
        System.arraycopy(buffer, 0, larger, 0, size);
        buffer = larger;
      }
    }

    private void send(ByteBuffer block) throws IOException {
      Content.Sink.write(response, false, block);
    }
  }
}
