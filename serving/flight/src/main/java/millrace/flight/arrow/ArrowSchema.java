package millrace.flight.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.Schema;

/// The columns of a result and what is said of it as a whole.
public record ArrowSchema(List<ArrowField> fields, Map<String, String> metadata) {
  private static final int CONTINUATION = 0xffff_ffff;
  private static final int ALIGNMENT = 8;

  public ArrowSchema {
    fields = List.copyOf(fields);
    metadata = Map.copyOf(metadata);
  }

  public static ArrowSchema of(ArrowField... fields) {
    return new ArrowSchema(List.of(fields), Map.of());
  }

  /// The schema message, as a Flight message carries it in its header.
  public byte[] message() {
    FlatBufferBuilder builder = new FlatBufferBuilder(512);
    int list = Schema.createFieldsVector(builder, offsets(builder, fields));
    int custom = metadata(builder, metadata);
    Schema.startSchema(builder);
    Schema.addFields(builder, list);
    Schema.addCustomMetadata(builder, custom);
    return finished(builder, MessageHeader.Schema, Schema.endSchema(builder), 0);
  }

  /// The schema message in the envelope of an IPC stream, as `FlightInfo` and the catalog answers carry it.
  public byte[] encapsulated() {
    byte[] message = message();
    int padded = (message.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    return ByteBuffer.allocate(2 * Integer.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN)
        .putInt(CONTINUATION).putInt(padded).put(message).array();
  }

  /// Ends a message of either kind.
  static byte[] finished(FlatBufferBuilder builder, byte kind, int header, long bodyBytes) {
    Message.startMessage(builder);
    Message.addHeader(builder, header);
    Message.addHeaderType(builder, kind);
    Message.addVersion(builder, MetadataVersion.V5);
    Message.addBodyLength(builder, bodyBytes);
    builder.finish(Message.endMessage(builder));
    return builder.sizedByteArray();
  }

  private static int[] offsets(FlatBufferBuilder builder, List<ArrowField> fields) {
    int[] offsets = new int[fields.size()];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = offset(builder, fields.get(i));
    }
    return offsets;
  }

  private static int offset(FlatBufferBuilder builder, ArrowField field) {
    List<ArrowField> children = switch (field.type()) {
      case ArrowType.ListOf(ArrowField item) -> List.of(item);
      case ArrowType.MapOf(ArrowField entries) -> List.of(entries);
      case ArrowType.Struct(List<ArrowField> members) -> members;
      case ArrowType.Union(List<ArrowField> members) -> members;
      default -> List.of();
    };
    int list = Field.createChildrenVector(builder, offsets(builder, children));
    int custom = metadata(builder, field.metadata());
    int name = builder.createString(field.name());
    TypeCodes.Written type = TypeCodes.write(builder, field.type());
    Field.startField(builder);
    Field.addName(builder, name);
    Field.addNullable(builder, field.nullable());
    Field.addTypeType(builder, type.code());
    Field.addType(builder, type.offset());
    Field.addChildren(builder, list);
    Field.addCustomMetadata(builder, custom);
    return Field.endField(builder);
  }

  private static int metadata(FlatBufferBuilder builder, Map<String, String> values) {
    int[] pairs = new int[values.size()];
    int at = 0;
    for (Map.Entry<String, String> entry : new TreeMap<>(values).entrySet()) {
      int key = builder.createString(entry.getKey());
      int value = builder.createString(entry.getValue());
      pairs[at++] = KeyValue.createKeyValue(builder, key, value);
    }
    return Field.createCustomMetadataVector(builder, Arrays.copyOf(pairs, at));
  }
}
