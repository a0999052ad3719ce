package millrace.flight.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;

/// The body of a record batch: its columns' buffers one behind the other, each at a multiple of eight bytes, with what
/// its header says of them. One is reused for all batches of a result.
final class Body {
  private static final int ALIGNMENT = 8;

  private record Node(long rows, long nulls) {}

  private record Span(long start, long length) {}

  private final List<Node> nodes = new ArrayList<>();
  private final List<Span> spans = new ArrayList<>();
  private byte[] bytes = new byte[1 << 12];
  private int size;

  void clear() {
    nodes.clear();
    spans.clear();
    size = 0;
  }

  /// A column starts.
  void node(int rows, int nulls) {
    nodes.add(new Node(rows, nulls));
  }

  /// The next buffer of the column.
  void buffer(byte[] source, int length) {
    int padded = (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (size + padded > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + padded));
    }
    System.arraycopy(source, 0, bytes, size, length);
    Arrays.fill(bytes, size + length, size + padded, (byte) 0);
    spans.add(new Span(size, length));
    size += padded;
  }

  /// The body's bytes; valid until the next [#clear()].
  ByteBuffer bytes() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  /// The record batch message that describes this body.
  byte[] header(int rows) {
    FlatBufferBuilder builder = new FlatBufferBuilder(256 + 32 * (nodes.size() + spans.size()));
    RecordBatch.startNodesVector(builder, nodes.size());
    nodes.reversed().forEach(node -> FieldNode.createFieldNode(builder, node.rows, node.nulls));
    int nodeList = builder.endVector();
    RecordBatch.startBuffersVector(builder, spans.size());
    spans.reversed().forEach(span -> Buffer.createBuffer(builder, span.start, span.length));
    int bufferList = builder.endVector();
    RecordBatch.startRecordBatch(builder);
    RecordBatch.addLength(builder, rows);
    RecordBatch.addNodes(builder, nodeList);
    RecordBatch.addBuffers(builder, bufferList);
    return ArrowSchema.finished(builder, MessageHeader.RecordBatch, RecordBatch.endRecordBatch(builder), size);
  }
}
