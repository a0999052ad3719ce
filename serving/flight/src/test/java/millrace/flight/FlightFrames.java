package millrace.flight;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flight.impl.Flight;

/// Puts an Arrow stream into the `FlightData` messages of a `DoPut`.
final class FlightFrames {
  private FlightFrames() {}

  static byte[] of(byte[] stream, Flight.FlightDescriptor descriptor) {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    ByteBuffer in = ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN);
    Flight.FlightData.Builder data = Flight.FlightData.newBuilder().setFlightDescriptor(descriptor);
    while (in.remaining() >= 8) {
      in.getInt();
      int length = in.getInt();
      if (length == 0) {
        break;
      }
      byte[] header = new byte[length];
      in.get(header);
      byte[] body = new byte[Math.toIntExact(Message.getRootAsMessage(ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN)).bodyLength())];
      in.get(body);
      data.setDataHeader(ByteString.copyFrom(header)).setDataBody(ByteString.copyFrom(body));
      frames.writeBytes(FakeExchange.framed(data.build().toByteArray()));
      data = Flight.FlightData.newBuilder();
    }
    return frames.toByteArray();
  }
}
