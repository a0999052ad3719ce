package millrace.flight.arrow;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.ArrowStreamReader;

/// Reads messages with Arrow's own library.
public final class ArrowText {
  private final ByteArrayOutputStream stream = new ByteArrayOutputStream();

  /// A schema and its rows, as text.
  public record Content(String schema, List<String> rows, int batches) {}

  /// Adds a message in the envelope of a stream.
  public ArrowText add(byte[] header, byte[] body) {
    int padded = (header.length + 7) / 8 * 8;
    stream.writeBytes(ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN).putInt(-1).putInt(padded).put(header).array());
    stream.writeBytes(body);
    return this;
  }

  public Content read() throws IOException {
    try (RootAllocator allocator = new RootAllocator();
        ArrowStreamReader reader = new ArrowStreamReader(new ByteArrayInputStream(stream.toByteArray()), allocator)) {
      List<String> rows = new ArrayList<>();
      String schema = reader.getVectorSchemaRoot().getSchema().toString();
      int batches = 0;
      while (reader.loadNextBatch()) {
        batches++;
        List<FieldVector> vectors = reader.getVectorSchemaRoot().getFieldVectors();
        for (int row = 0; row < reader.getVectorSchemaRoot().getRowCount(); row++) {
          List<String> cells = new ArrayList<>();
          for (FieldVector vector : vectors) {
            cells.add(String.valueOf(vector.getObject(row)));
          }
          rows.add(String.join(", ", cells));
        }
      }
      return new Content(schema, rows, batches);
    }
  }
}
