package millrace.flight;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.flight.grpc.GrpcExchange;

/// A call whose request is at hand and whose answer is kept.
public final class FakeExchange implements GrpcExchange {
  private final String path;
  private final InputStream body;
  private final Map<String, List<String>> metadata = new HashMap<>();
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  public final Map<String, String> headers = new HashMap<>();
  public Optional<Map<String, String>> trailers = Optional.empty();
  private Runnable whenAborted = () -> {};

  public FakeExchange(String path, byte[] body) {
    this.path = path;
    this.body = new ByteArrayInputStream(body);
  }

  public FakeExchange with(String name, String value) {
    metadata.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    return this;
  }

  /// A message with its gRPC prefix.
  public static byte[] framed(byte[] message) {
    return ByteBuffer.allocate(5 + message.length).put((byte) 0).putInt(message.length).put(message).array();
  }

  /// The messages of the answer, without their prefixes.
  public List<byte[]> messages() {
    List<byte[]> messages = new ArrayList<>();
    ByteBuffer all = ByteBuffer.wrap(sent.toByteArray());
    while (all.hasRemaining()) {
      all.get();
      byte[] message = new byte[all.getInt()];
      all.get(message);
      messages.add(message);
    }
    return messages;
  }

  /// Waits until so many messages have begun.
  synchronized void awaitMessages(int count) {
    while (begun() < count) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private int begun() {
    ByteBuffer all = ByteBuffer.wrap(sent.toByteArray());
    int count = 0;
    while (all.hasRemaining()) {
      all.get();
      all.position(Math.min(all.limit(), all.getInt() + all.position()));
      count++;
    }
    return count;
  }

  public int status() {
    return Integer.parseInt(trailers.orElseThrow().get("grpc-status"));
  }

  public String message() {
    return trailers.orElseThrow().getOrDefault("grpc-message", "");
  }

  public void abort() {
    whenAborted.run();
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public List<String> metadata(String name) {
    return metadata.getOrDefault(name, List.of());
  }

  @Override
  public InputStream body() {
    return body;
  }

  @Override
  public void header(String name, String value) {
    headers.put(name, value);
  }

  @Override
  public synchronized void send(ByteBuffer bytes) throws IOException {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    sent.writeBytes(copy);
    notifyAll();
  }

  @Override
  public void end(Map<String, String> last) {
    if (trailers.isPresent()) {
      throw new IllegalStateException("ended twice");
    }
    trailers = Optional.of(Map.copyOf(last));
  }

  @Override
  public void whenAborted(Runnable action) {
    whenAborted = action;
  }
}
