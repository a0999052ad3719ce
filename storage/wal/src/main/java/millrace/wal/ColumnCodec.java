package millrace.wal;

import java.util.BitSet;
import millrace.columns.ColumnType;
import millrace.columns.ColumnValues;
import millrace.columns.FieldRows;

/// The columns inside a [WriteBatchCodec] payload. Only values that are present are stored.
final class ColumnCodec {
  private static final int ALL_PRESENT = 0;
  private static final int SOME_PRESENT = 1;

  private ColumnCodec() {}

  static void writeField(PayloadWriter out, FieldRows field, int rowCount) {
    out.writeText(field.name());
    out.writeByte(typeCode(field.type()));
    boolean all = field.present() == null || field.present().nextClearBit(0) >= rowCount;
    out.writeByte(all ? ALL_PRESENT : SOME_PRESENT);
    if (!all) {
      writeBits(out, field.present(), rowCount);
    }
    switch (field.values()) {
      case ColumnValues.Floats(double[] values) when all -> out.writeDoubles(values, rowCount);
      case ColumnValues.Integers(long[] values) when all -> out.writeDeltas(values, rowCount);
      case ColumnValues.Floats(double[] values) -> {
        for (int row = 0; row < rowCount; row++) {
          if (field.isPresent(row)) {
            out.writeLong(Double.doubleToRawLongBits(values[row]));
          }
        }
      }
      case ColumnValues.Integers(long[] values) -> {
        long previous = 0;
        for (int row = 0; row < rowCount; row++) {
          if (field.isPresent(row)) {
            out.writeSigned(values[row] - previous);
            previous = values[row];
          }
        }
      }
      case ColumnValues.Booleans(boolean[] values) -> {
        BitSet set = new BitSet();
        int count = 0;
        for (int row = 0; row < rowCount; row++) {
          if (field.isPresent(row)) {
            set.set(count++, values[row]);
          }
        }
        writeBits(out, set, count);
      }
      case ColumnValues.Strings(String[] values) -> {
        for (int row = 0; row < rowCount; row++) {
          if (field.isPresent(row)) {
            out.writeText(values[row]);
          }
        }
      }
    }
  }

  static FieldRows readField(PayloadReader in, int rowCount) {
    String name = in.readText();
    ColumnType type = type(in);
    int presence = in.readByte();
    if (presence > SOME_PRESENT) {
      throw in.corrupt("validity of unknown shape " + presence);
    }
    if (presence == ALL_PRESENT) {
      return new FieldRows(name, type, readAll(in, type, rowCount), null);
    }
    BitSet present = readBits(in, rowCount);
    return new FieldRows(name, type, readValues(in, type, present, rowCount), present);
  }

  /// The values of a field that every row has.
  private static ColumnValues readAll(PayloadReader in, ColumnType type, int rowCount) {
    return switch (type) {
      case FLOAT -> {
        in.checkFits(rowCount, 64);
        double[] values = new double[rowCount];
        in.readDoubles(values, rowCount);
        yield new ColumnValues.Floats(values);
      }
      case INTEGER, UNSIGNED -> {
        in.checkFits(rowCount, 8);
        long[] values = new long[rowCount];
        in.readDeltas(values, rowCount);
        yield new ColumnValues.Integers(values);
      }
      case BOOLEAN, STRING, TAG -> {
        BitSet every = new BitSet();
        every.set(0, rowCount);
        yield readValues(in, type, every, rowCount);
      }
    };
  }

  private static ColumnValues readValues(PayloadReader in, ColumnType type, BitSet present, int rowCount) {
    return switch (type) {
      case FLOAT -> {
        in.checkFits(present.cardinality(), 64);
        double[] values = new double[rowCount];
        for (int row = present.nextSetBit(0); row >= 0; row = present.nextSetBit(row + 1)) {
          values[row] = Double.longBitsToDouble(in.readLong());
        }
        yield new ColumnValues.Floats(values);
      }
      case INTEGER, UNSIGNED -> {
        in.checkFits(present.cardinality(), 8);
        long[] values = new long[rowCount];
        long previous = 0;
        for (int row = present.nextSetBit(0); row >= 0; row = present.nextSetBit(row + 1)) {
          previous += in.readSigned();
          values[row] = previous;
        }
        yield new ColumnValues.Integers(values);
      }
      case BOOLEAN -> {
        BitSet set = readBits(in, present.cardinality());
        boolean[] values = new boolean[rowCount];
        int count = 0;
        for (int row = present.nextSetBit(0); row >= 0; row = present.nextSetBit(row + 1)) {
          values[row] = set.get(count++);
        }
        yield new ColumnValues.Booleans(values);
      }
      case STRING -> {
        in.checkFits(present.cardinality(), 8);
        String[] values = new String[rowCount];
        for (int row = present.nextSetBit(0); row >= 0; row = present.nextSetBit(row + 1)) {
          values[row] = in.readText();
        }
        yield new ColumnValues.Strings(values);
      }
      case TAG -> throw in.corrupt("a tag among the fields");
    };
  }

  /// Eight bits a byte, the first in the lowest; the last byte is filled up with zeros.
  private static void writeBits(PayloadWriter out, BitSet bits, int count) {
    for (int first = 0; first < count; first += 8) {
      int packed = 0;
      for (int bit = 0; bit < Math.min(8, count - first); bit++) {
        packed |= bits.get(first + bit) ? 1 << bit : 0;
      }
      out.writeByte(packed);
    }
  }

  private static BitSet readBits(PayloadReader in, int count) {
    in.checkFits(count, 1);
    BitSet bits = new BitSet(count);
    for (int first = 0; first < count; first += 8) {
      int packed = in.readByte();
      for (int bit = 0; bit < Math.min(8, count - first); bit++) {
        if ((packed & (1 << bit)) != 0) {
          bits.set(first + bit);
        }
      }
    }
    return bits;
  }

  /// Codes of our own, so that the order of the enum is free to change.
  private static int typeCode(ColumnType type) {
    return switch (type) {
      case FLOAT -> 1;
      case INTEGER -> 2;
      case UNSIGNED -> 3;
      case STRING -> 4;
      case BOOLEAN -> 5;
      case TAG -> throw new IllegalStateException("a tag among the fields");
    };
  }

  private static ColumnType type(PayloadReader in) {
    int code = in.readByte();
    return switch (code) {
      case 1 -> ColumnType.FLOAT;
      case 2 -> ColumnType.INTEGER;
      case 3 -> ColumnType.UNSIGNED;
      case 4 -> ColumnType.STRING;
      case 5 -> ColumnType.BOOLEAN;
      default -> throw in.corrupt("unknown field type " + code);
    };
  }
}
