package millrace.flight;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import millrace.flight.arrow.ArrowSchema;
import millrace.flight.arrow.SeriesBatches;
import millrace.flight.grpc.GrpcCall;
import org.apache.arrow.flight.impl.Flight.FlightData;

/// Sends a schema and record batches as the `FlightData` messages of a `DoGet`. Their bodies are written as they are,
/// without a copy into a message object.
final class FlightAnswer implements SeriesBatches.Output {
  private static final int LENGTH_DELIMITED = 2;
  private static final int MOST_OVERHEAD = 24;

  private final GrpcCall call;

  FlightAnswer(GrpcCall call) {
    this.call = call;
  }

  @Override
  public void schema(ArrowSchema schema) throws IOException {
    send(schema.message(), ByteBuffer.allocate(0));
  }

  @Override
  public void batch(byte[] header, ByteBuffer body) throws IOException {
    send(header, body);
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
