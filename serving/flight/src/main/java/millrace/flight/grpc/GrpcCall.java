package millrace.flight.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A call while it runs.
///
/// Threads: the call's own; it may block.
public final class GrpcCall {
  private static final int PREFIX_BYTES = 5;

  private final GrpcExchange exchange;
  private final MessageReader reader;
  private final Stop stop = new Stop();
  private final Map<String, String> trailers = new LinkedHashMap<>();

  GrpcCall(GrpcExchange exchange, int limitBytes) {
    this.exchange = exchange;
    boolean gzip = exchange.metadata("grpc-encoding").contains("gzip");
    this.reader = new MessageReader(exchange.body(), limitBytes, gzip);
    exchange.whenAborted(() -> stop.stop(GrpcStatus.CANCELLED));
  }

  /// The first value of a request header; the name in lower case.
  public Optional<String> metadata(String name) {
    return exchange.metadata(name).stream().findFirst();
  }

  /// What tells the work of this call to stop.
  public Stop stop() {
    return stop;
  }

  /// Sets a response header; before the first message.
  public void header(String name, String value) {
    exchange.header(name, value);
  }

  /// Sets a header that comes behind the last message, when the call ends well.
  public void trailer(String name, String value) {
    trailers.put(name, value);
  }

  Map<String, String> trailers() {
    return trailers;
  }

  /// The next message of the request; empty at its end.
  ///
  /// @throws GrpcFailure when it is not such a message
  public <T extends MessageLite> Optional<T> next(Parser<T> parser) throws IOException {
    Optional<byte[]> bytes = reader.next();
    try {
      return bytes.isEmpty() ? Optional.empty() : Optional.of(parser.parseFrom(bytes.get()));
    } catch (InvalidProtocolBufferException broken) {
      throw GrpcFailure.invalid("request is not a valid protobuf message: " + broken.getMessage());
    }
  }

  /// The one message of a request that has one.
  ///
  /// @throws GrpcFailure when there is none
  public <T extends MessageLite> T only(Parser<T> parser) throws IOException {
    return next(parser).orElseThrow(() -> GrpcFailure.invalid("request has no message"));
  }

  /// Sends a message.
  ///
  /// @throws IOException when the client is gone
  public void send(MessageLite message) throws IOException {
    byte[] bytes = message.toByteArray();
    send(ByteBuffer.wrap(bytes), ByteBuffer.allocate(0));
  }

  /// Sends a message that is at hand in two pieces.
  ///
  /// @throws IOException when the client is gone
  public void send(ByteBuffer head, ByteBuffer tail) throws IOException {
    int length = head.remaining() + tail.remaining();
    ByteBuffer first = ByteBuffer.allocate(PREFIX_BYTES + head.remaining()).put((byte) 0).putInt(length).put(head).flip();
    exchange.send(first);
    if (tail.hasRemaining()) {
      exchange.send(tail);
    }
  }
}
