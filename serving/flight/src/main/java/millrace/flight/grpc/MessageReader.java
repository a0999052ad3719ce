package millrace.flight.grpc;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/// Takes length-prefixed messages off a request: a byte that says whether the message is compressed, four of length in
/// big-endian order, the message. Memory grows with the bytes that come, not with the length announced.
final class MessageReader {
  private static final int PREFIX_BYTES = 5;
  private static final int STEP_BYTES = 1 << 16;

  private final InputStream in;
  private final int limitBytes;
  private final boolean gzip;

  /// @param limitBytes longest message, before and after decompression
  /// @param gzip whether the request said that compressed messages are gzip
  MessageReader(InputStream in, int limitBytes, boolean gzip) {
    this.in = in;
    this.limitBytes = limitBytes;
    this.gzip = gzip;
  }

  /// The next message; empty at the end of the request.
  ///
  /// @throws GrpcFailure when it is cut off, too long or wrongly compressed
  Optional<byte[]> next() throws IOException {
    byte[] prefix = exactly(PREFIX_BYTES);
    if (prefix.length == 0) {
      return Optional.empty();
    }
    if (prefix.length < PREFIX_BYTES) {
      throw cutOff();
    }
    long length = ByteBuffer.wrap(prefix, 1, 4).getInt() & 0xffff_ffffL;
    if (length > limitBytes) {
      throw tooLong();
    }
    byte[] message = read((int) length);
    return switch (prefix[0]) {
      case 0 -> Optional.of(message);
      case 1 -> Optional.of(inflated(message));
      default -> throw GrpcFailure.invalid("gRPC message has an unknown flag: " + prefix[0]);
    };
  }

  private byte[] read(int length) throws IOException {
    ByteArrayOutputStream collected = new ByteArrayOutputStream(Math.min(STEP_BYTES, length));
    while (collected.size() < length) {
      byte[] step = exactly(Math.min(STEP_BYTES, length - collected.size()));
      if (step.length == 0) {
        throw cutOff();
      }
      collected.writeBytes(step);
    }
    return collected.toByteArray();
  }

  /// So many bytes, fewer only at the end. `readNBytes` would not do: it ends with a read of no bytes, and in that a
  /// request's stream waits until the client sends more, which it does not before it has its answer.
  private byte[] exactly(int count) throws IOException {
    byte[] bytes = new byte[count];
    int filled = 0;
    while (filled < count) {
      int read = in.read(bytes, filled, count - filled);
      if (read < 0) {
        return Arrays.copyOf(bytes, filled);
      }
      filled += read;
    }
    return bytes;
  }

  private byte[] inflated(byte[] message) {
    if (!gzip) {
      throw GrpcFailure.invalid("gRPC message is compressed, but grpc-encoding does not say gzip");
    }
    try (GZIPInputStream inflater = new GZIPInputStream(new ByteArrayInputStream(message))) {
      byte[] plain = inflater.readNBytes(limitBytes + 1);
      if (plain.length > limitBytes) {
        throw tooLong();
      }
      return plain;
    } catch (IOException broken) {
      throw GrpcFailure.invalid("gRPC message is not valid gzip");
    }
  }

  private GrpcFailure tooLong() {
    return new GrpcFailure(
        GrpcStatus.RESOURCE_EXHAUSTED, "gRPC message exceeds maximum size " + limitBytes);
  }

  private static GrpcFailure cutOff() {
    return GrpcFailure.invalid("gRPC message ends too early");
  }
}
