package millrace.plugins;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.columns.TableRows;
import millrace.columns.WriteBatch;
import millrace.plugins.worker.TableBatch;
import millrace.wal.WriteBatchCodec;

/// A dead letter as bytes, little-endian; drawn in `docs/reference/formats/dead-letters.md`:
///
/// ```
/// magic "MRDL" | u32 version 1 | u32 length of head | u32 length of rows | u32 CRC-32C of head and rows | head | rows
/// ```
///
/// The head is the [DeadLetter] as JSON, the rows a batch as the log encodes it; empty for a scheduled call.
final class DeadLetterFormat {
  /// A head is shorter than this: names, an error of at most 4,096 characters, at most 100 tables.
  static final int MAX_HEAD_BYTES = 64 * 1024;

  private static final int MAGIC = ByteBuffer.wrap("MRDL".getBytes(StandardCharsets.US_ASCII))
      .order(ByteOrder.LITTLE_ENDIAN).getInt();
  private static final int VERSION = 1;
  private static final int PREFIX_BYTES = 20;
  private static final int MAX_ERROR = 4_096;
  private static final int MAX_TABLES = 100;

  private final ObjectMapper json = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  byte[] encode(DeadLetter letter, TriggerEvent event) {
    byte[] head = head(shortened(letter));
    byte[] rows =
        event instanceof TriggerEvent.Flush flush ? WriteBatchCodec.encode(batch(letter, flush)) : new byte[0];
    CRC32C checksum = new CRC32C();
    checksum.update(head);
    checksum.update(rows);
    return ByteBuffer.allocate(PREFIX_BYTES + head.length + rows.length).order(ByteOrder.LITTLE_ENDIAN)
        .putInt(MAGIC).putInt(VERSION).putInt(head.length).putInt(rows.length).putInt((int) checksum.getValue())
        .put(head).put(rows).array();
  }

  /// @param start the first [#MAX_HEAD_BYTES] of the object, or all of it
  /// @throws MillraceException with code CORRUPT
  DeadLetter head(String name, byte[] start) {
    ByteBuffer in = prefix(name, start);
    int length = in.getInt(8);
    if (length < 0 || length > start.length - PREFIX_BYTES) {
      throw corrupt(name, "a head of " + length + " bytes");
    }
    try {
      return json.readValue(start, PREFIX_BYTES, length, DeadLetter.class);
    } catch (IOException | IllegalArgumentException e) {
      throw corrupt(name, "a head that is not JSON");
    }
  }

  /// @throws MillraceException with code CORRUPT
  TriggerEvent event(String name, byte[] content) {
    DeadLetter letter = head(name, content);
    ByteBuffer in = prefix(name, content);
    int from = PREFIX_BYTES + in.getInt(8);
    if (in.getInt(12) != content.length - from) {
      throw corrupt(name, (content.length - from) + " bytes of rows, not " + in.getInt(12));
    }
    CRC32C checksum = new CRC32C();
    checksum.update(content, PREFIX_BYTES, content.length - PREFIX_BYTES);
    if ((int) checksum.getValue() != in.getInt(16)) {
      throw corrupt(name, "a wrong checksum");
    }
    if (from == content.length) {
      return new TriggerEvent.Tick(letter.scheduledNanos());
    }
    WriteBatch batch = WriteBatchCodec.decode(Arrays.copyOfRange(content, from, content.length));
    return new TriggerEvent.Flush(TableBatch.merge(List.of(batch)));
  }

  private static WriteBatch batch(DeadLetter letter, TriggerEvent.Flush flush) {
    List<TableRows> parts = flush.tables().stream().flatMap(table -> table.parts().stream()).toList();
    return new WriteBatch(letter.databaseId(), 0, letter.database(), parts);
  }

  private static DeadLetter shortened(DeadLetter letter) {
    List<String> tables = letter.tables().subList(0, Math.min(MAX_TABLES, letter.tables().size()));
    String error = letter.error().substring(0, Math.min(MAX_ERROR, letter.error().length()));
    return new DeadLetter(
        letter.id(), letter.timeNanos(), letter.databaseId(), letter.database(), letter.triggerId(), letter.trigger(),
        letter.type(), letter.scheduledNanos(), letter.rows(), tables, letter.attempts(), error, letter.sizeBytes());
  }

  private byte[] head(DeadLetter letter) {
    try {
      return json.writeValueAsBytes(letter);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of plain values cannot fail to become JSON", e);
    }
  }

  private static ByteBuffer prefix(String name, byte[] start) {
    ByteBuffer in = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
    if (start.length < PREFIX_BYTES || in.getInt(0) != MAGIC) {
      throw corrupt(name, "no dead letter");
    }
    if (in.getInt(4) != VERSION) {
      throw corrupt(name, "version " + in.getInt(4) + ", which this server does not know");
    }
    return in;
  }

  private static MillraceException corrupt(String name, String found) {
    return new MillraceException(ErrorCode.CORRUPT, "dead letter " + name + " holds " + found);
  }
}
