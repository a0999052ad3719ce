package millrace.wal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import millrace.columns.ColumnValues;
import millrace.columns.FieldRows;
import millrace.columns.SeriesKey;
import millrace.columns.TableRows;
import millrace.columns.WriteBatch;

/// A [WriteBatch] as bytes, column by column; drawn in `docs/reference/formats/wal.md`. Text that is not well-formed
/// UTF-16 comes back with `?` in place of lone surrogates; values of absent slots come back as zero or `null`.
///
/// Threads: any.
public final class WriteBatchCodec {
  private static final int EACH_ITS_OWN_SERIES = 0;
  private static final int ONE_SERIES = 1;
  private static final int SERIES_BY_ROW = 2;

  private WriteBatchCodec() {}

  public static byte[] encode(WriteBatch batch) {
    return written(batch).toBytes();
  }

  /// The same without a last copy: as much of an array as it took.
  static ByteBuffer encodeInPlace(WriteBatch batch) {
    return written(batch).toBuffer();
  }

  private static PayloadWriter written(WriteBatch batch) {
    PayloadWriter out = new PayloadWriter(expectedBytes(batch));
    out.writeVarint(batch.databaseId());
    out.writeVarint(batch.policyId());
    out.writeText(batch.database());
    out.writeVarint(batch.tables().size());
    for (TableRows rows : batch.tables()) {
      writeTable(out, rows);
    }
    return out;
  }

  /// @throws millrace.base.MillraceException with code CORRUPT, and no other, when the bytes are not a whole batch
  public static WriteBatch decode(byte[] bytes) {
    return decode(bytes, 0, bytes.length);
  }

  static WriteBatch decode(byte[] bytes, int from, int end) {
    PayloadReader in = new PayloadReader(bytes, from, end);
    long databaseId = in.readVarint();
    long policyId = in.readVarint();
    String database = in.readText();
    int tableCount = in.readCount(8);
    List<TableRows> tables = new ArrayList<>();
    for (int i = 0; i < tableCount; i++) {
      tables.add(readTable(in));
    }
    if (in.remaining() > 0) {
      throw in.corrupt(in.remaining() + " bytes too many");
    }
    return new WriteBatch(databaseId, policyId, database, tables);
  }

  private static void writeTable(PayloadWriter out, TableRows rows) {
    out.writeVarint(rows.tableId());
    out.writeText(rows.table());
    out.writeVarint(rows.rowCount());
    out.writeDeltas(rows.timesNanos(), rows.rowCount());
    out.writeVarint(rows.seriesKeys().size());
    for (SeriesKey key : rows.seriesKeys()) {
      out.writeBytes(key.bytes());
    }
    writeSeries(out, rows);
    out.writeVarint(rows.fields().size());
    for (FieldRows field : rows.fields()) {
      ColumnCodec.writeField(out, field, rows.rowCount());
    }
  }

  private static TableRows readTable(PayloadReader in) {
    long tableId = in.readVarint();
    String table = in.readText();
    int rowCount = in.readCount(8);
    long[] times = new long[rowCount];
    in.readDeltas(times, rowCount);
    int keyCount = in.readCount(8);
    List<SeriesKey> keys = new ArrayList<>();
    for (int i = 0; i < keyCount; i++) {
      keys.add(SeriesKey.ofCanonical(in.readBytes()));
    }
    int[] series = readSeries(in, rowCount, keyCount);
    int fieldCount = in.readCount(24);
    List<FieldRows> fields = new ArrayList<>();
    for (int i = 0; i < fieldCount; i++) {
      fields.add(ColumnCodec.readField(in, rowCount));
    }
    return new TableRows(tableId, table, rowCount, times, series, keys, fields);
  }

  private static void writeSeries(PayloadWriter out, TableRows rows) {
    int shape = seriesShape(rows);
    out.writeByte(shape);
    if (shape == SERIES_BY_ROW) {
      for (int row = 0; row < rows.rowCount(); row++) {
        out.writeVarint(rows.series()[row]);
      }
    }
  }

  private static int[] readSeries(PayloadReader in, int rowCount, int keyCount) {
    int shape = in.readByte();
    if (shape > SERIES_BY_ROW) {
      throw in.corrupt("series of unknown shape " + shape);
    }
    int[] series = new int[rowCount];
    for (int row = 0; row < rowCount; row++) {
      long key =
          switch (shape) {
            case EACH_ITS_OWN_SERIES -> row;
            case ONE_SERIES -> 0;
            default -> in.readVarint();
          };
      if (key < 0 || key >= keyCount) {
        throw in.corrupt("series " + Long.toUnsignedString(key) + " of " + keyCount);
      }
      series[row] = (int) key;
    }
    return series;
  }

  private static int seriesShape(TableRows rows) {
    boolean own = true;
    boolean one = true;
    for (int row = 0; row < rows.rowCount(); row++) {
      own &= rows.series()[row] == row;
      one &= rows.series()[row] == 0;
    }
    if (one) {
      return ONE_SERIES;
    }
    return own ? EACH_ITS_OWN_SERIES : SERIES_BY_ROW;
  }

  /// Near enough to spare most copying, and not so much that the array is far larger than what it holds.
  private static int expectedBytes(WriteBatch batch) {
    long bytes = PayloadWriter.SPARE;
    for (TableRows rows : batch.tables()) {
      bytes += 64 + rows.rowCount() * 4L + rows.seriesKeys().size() * 40L;
      for (FieldRows field : rows.fields()) {
        bytes += 64 + rows.rowCount() * (long) expectedBytes(field.values());
      }
    }
    return (int) Math.min(bytes, 1 << 26);
  }

  /// Of one value.
  private static int expectedBytes(ColumnValues values) {
    return switch (values) {
      case ColumnValues.Floats _ -> Double.BYTES;
      case ColumnValues.Integers _ -> 2;
      case ColumnValues.Booleans _ -> 1;
      case ColumnValues.Strings _ -> 16;
    };
  }
}
