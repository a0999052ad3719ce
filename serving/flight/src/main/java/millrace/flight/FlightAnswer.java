package millrace.flight;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import millrace.flight.arrow.ArrowSchema;
import millrace.flight.arrow.BatchBuilder;
import millrace.flight.arrow.SeriesBatches;
import millrace.flight.grpc.GrpcCall;
import org.apache.arrow.flight.impl.Flight.FlightData;

/// Sends a schema and record batches as the `FlightData` messages of a `DoGet`. Their bodies are written as they are,
/// without a copy into a message object.
///
/// Threads: the call's own, and [#keepAlive] any.
final class FlightAnswer implements SeriesBatches.Output, AutoCloseable {
  private static final int LENGTH_DELIMITED = 2;
  private static final int MOST_OVERHEAD = 24;

  private final GrpcCall call;
  private final ReentrantLock sending = new ReentrantLock();
  // These three are guarded by the lock.
  private Optional<ArrowSchema> begun = Optional.empty();
  private boolean isSilent;
  private boolean isOver;

  FlightAnswer(GrpcCall call) {
    this.call = call;
  }

  @Override
  public void schema(ArrowSchema schema) throws IOException {
    locked(() -> {
      begun = Optional.of(schema);
      send(schema.message(), ByteBuffer.allocate(0));
    });
  }

  @Override
  public void batch(byte[] header, ByteBuffer body) throws IOException {
    locked(() -> send(header, body));
  }

  /// Sends an empty batch when nothing was sent since the last call of this. Before the schema there is nothing to send.
  void keepAlive() {
    if (!sending.tryLock()) {
      // A batch is on its way.
      return;
    }
    try {
      if (isSilent && !isOver && begun.isPresent()) {
        BatchBuilder.empty(begun.get(), this::send);
      }
      isSilent = true;
    } catch (IOException gone) {
      // The query is told by the call, which is cancelled then.
    } finally {
      sending.unlock();
    }
  }

  /// Nothing is sent from now on.
  @Override
  public void close() {
    sending.lock();
    isOver = true;
    sending.unlock();
  }

  private interface Sending {
    void run() throws IOException;
  }

  private void locked(Sending step) throws IOException {
    sending.lock();
    try {
      step.run();
      isSilent = false;
    } finally {
      sending.unlock();
    }
  }

  private void send(byte[] header, ByteBuffer body) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(header.length + MOST_OVERHEAD);
    CodedOutputStream out = CodedOutputStream.newInstance(head);
    out.writeByteArray(FlightData.DATA_HEADER_FIELD_NUMBER, header);
    out.writeTag(FlightData.DATA_BODY_FIELD_NUMBER, LENGTH_DELIMITED);
    out.writeUInt32NoTag(body.remaining());
    out.flush();
    call.send(head.flip(), body);
  }
}
