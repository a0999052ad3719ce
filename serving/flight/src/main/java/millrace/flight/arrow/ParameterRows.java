package millrace.flight.arrow;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;

/// Reads the one row of parameters a client binds: a schema message, then record batches with one row in all. What comes
/// is not trusted: every offset is checked by the buffer it is read from, and types that nest are refused, so that
/// nothing leads in circles.
///
/// Threads: one.
public final class ParameterRows {
  private final List<ParameterColumn> columns = new ArrayList<>();
  private Optional<List<Object>> row = Optional.empty();

  /// Takes the next message.
  ///
  /// @throws MillraceException with INVALID_ARGUMENT when it is damaged, or of a kind or type that is not supported
  public void message(byte[] header, byte[] body) {
    try {
      Message message = Message.getRootAsMessage(ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN));
      switch (message.headerType()) {
        case MessageHeader.Schema -> schema((Schema) message.header(new Schema()));
        case MessageHeader.RecordBatch ->
          batch((RecordBatch) message.header(new RecordBatch()), ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN));
        default -> throw refusal("parameters come as a schema and record batches, got message " + message.headerType());
      }
    } catch (IndexOutOfBoundsException | BufferUnderflowException | IllegalArgumentException | NullPointerException
        | NegativeArraySizeException | ClassCastException | ArithmeticException | DateTimeException damaged) {
      throw refusal("the parameters' Arrow message is damaged");
    }
  }

  /// The values by position, `1` the first, and by the names of their columns where those are not numbers. Values are
  /// `Boolean`, `Long`, `Double`, `String` or `null`.
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    List<Object> found = row.orElse(List.of());
    for (int i = 0; i < found.size(); i++) {
      String name = columns.get(i).name();
      values.put(name.startsWith("$") ? name.substring(1) : name, found.get(i));
    }
    for (int i = 0; i < found.size(); i++) {
      values.put(Integer.toString(i + 1), found.get(i));
    }
    return values;
  }

  private void schema(Schema schema) {
    if (!columns.isEmpty()) {
      throw refusal("the parameters' schema comes twice");
    }
    for (int i = 0; i < schema.fieldsLength(); i++) {
      Field field = schema.fields(i);
      columns.add(ParameterColumn.of(Optional.ofNullable(field.name()).orElse(""), field));
    }
  }

  private void batch(RecordBatch batch, ByteBuffer body) {
    if (batch.compression() != null) {
      throw refusal("compressed parameters are not supported");
    }
    if (batch.length() == 0) {
      return;
    }
    if (batch.length() != 1 || row.isPresent()) {
      throw refusal("parameters must be one row");
    }
    List<Object> values = new ArrayList<>();
    int buffer = 0;
    for (int i = 0; i < columns.size(); i++) {
      ParameterColumn column = columns.get(i);
      boolean isNull = batch.nodes(i).nullCount() > 0;
      values.add(isNull ? null : column.first(batch, buffer, body));
      buffer += column.buffers();
    }
    row = Optional.of(values);
  }

  /// A column of parameters.
  ///
  /// @param buffers how many it has in a batch
  private record ParameterColumn(String name, int buffers, Reader reader) {
    /// Reads the first cell, which is not null.
    private interface Reader {
      Object first(ByteBuffer values, ByteBuffer texts);
    }

    static ParameterColumn of(String name, Field field) {
      return switch (ParameterTypes.kind(field)) {
        case NULL -> new ParameterColumn(name, 0, (values, texts) -> null);
        case BOOLEAN -> new ParameterColumn(name, 2, (values, texts) -> (values.get(0) & 1) != 0);
        case INT8 -> new ParameterColumn(name, 2, (values, texts) -> (long) values.get(0));
        case INT16 -> new ParameterColumn(name, 2, (values, texts) -> (long) values.getShort(0));
        case INT32 -> new ParameterColumn(name, 2, (values, texts) -> (long) values.getInt(0));
        case INT64 -> new ParameterColumn(name, 2, (values, texts) -> values.getLong(0));
        case UINT8 -> new ParameterColumn(name, 2, (values, texts) -> values.get(0) & 0xffL);
        case UINT16 -> new ParameterColumn(name, 2, (values, texts) -> values.getShort(0) & 0xffffL);
        case UINT32 -> new ParameterColumn(name, 2, (values, texts) -> values.getInt(0) & 0xffff_ffffL);
        case UINT64 -> new ParameterColumn(name, 2, (values, texts) -> unsigned(values.getLong(0)));
        case FLOAT32 -> new ParameterColumn(name, 2, (values, texts) -> (double) values.getFloat(0));
        case FLOAT64 -> new ParameterColumn(name, 2, (values, texts) -> values.getDouble(0));
        case TEXT -> new ParameterColumn(name, 3, (values, texts) -> text(texts, values.getInt(0), values.getInt(4)));
        case LARGE_TEXT -> new ParameterColumn(name, 3, (values, texts) ->
            text(texts, Math.toIntExact(values.getLong(0)), Math.toIntExact(values.getLong(8))));
        case DAYS -> new ParameterColumn(name, 2, (values, texts) -> LocalDate.ofEpochDay(values.getInt(0)).toString());
        case MILLIS -> new ParameterColumn(name, 2, (values, texts) -> instant(values.getLong(0), 1_000));
        case SECONDS -> new ParameterColumn(name, 2, (values, texts) -> instant(values.getLong(0), 1));
        case MICROS -> new ParameterColumn(name, 2, (values, texts) -> instant(values.getLong(0), 1_000_000));
        case NANOS -> new ParameterColumn(name, 2, (values, texts) -> instant(values.getLong(0), 1_000_000_000));
      };
    }

    /// @param at index of the column's first buffer, its validity
    Object first(RecordBatch batch, int at, ByteBuffer body) {
      if (buffers == 0) {
        return null;
      }
      ByteBuffer values = slice(batch, at + 1, body);
      return reader.first(values, buffers == 3 ? slice(batch, at + 2, body) : values);
    }

    private static ByteBuffer slice(RecordBatch batch, int index, ByteBuffer body) {
      long start = batch.buffers(index).offset();
      long length = batch.buffers(index).length();
      return body.slice(Math.clamp(start, -1, Integer.MAX_VALUE), Math.clamp(length, -1, Integer.MAX_VALUE))
          .order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Object unsigned(long bits) {
      if (bits < 0) {
        throw refusal("a parameter is too large: " + Long.toUnsignedString(bits));
      }
      return bits;
    }

    private static String text(ByteBuffer texts, int start, int end) {
      // A slice checks the bounds before anything is allocated.
      return StandardCharsets.UTF_8.decode(texts.slice(start, Math.subtractExact(end, start))).toString();
    }

    /// As SQL reads it.
    private static String instant(long value, long perSecond) {
      long nanos = Math.floorMod(value, perSecond) * (1_000_000_000 / perSecond);
      return Instant.ofEpochSecond(Math.floorDiv(value, perSecond), nanos).toString();
    }
  }

  static MillraceException refusal(String why) {
    return new MillraceException(ErrorCode.INVALID_ARGUMENT, why);
  }
}
