package millrace.sql.duck;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// The cells of one column of a [DuckBatch], copied out of DuckDB's vectors and valid as long as the batch: the arrays are
/// used again for the next one, and may be longer than it has rows.
public sealed interface Cells {
  /// Whether a row has no value.
  boolean isNull(int row);

  /// Which cells are null, or an empty array when none is; see the records.
  static boolean isMarked(boolean[] missing, int row) {
    return missing.length > 0 && missing[row];
  }

  /// A time in nanoseconds.
  ///
  /// @throws MillraceException with code BAD_QUERY when they do not hold it
  static long inNanos(long value, long unitNanos) {
    long nanos = value * unitNanos;
    if (Math.multiplyHigh(value, unitNanos) != nanos >> 63) {
      throw new MillraceException(
          ErrorCode.BAD_QUERY, "Arrow error: Arithmetic overflow: a timestamp is outside the range of nanoseconds");
    }
    return nanos;
  }

  /// Whole numbers, days since the epoch, nanoseconds since the epoch or since midnight; unsigned numbers as their bits.
  ///
  /// @param missing true for a null; empty when there is none
  record Longs(long[] values, boolean[] missing) implements Cells {
    @Override
    public boolean isNull(int row) {
      return isMarked(missing, row);
    }
  }

  /// @param missing true for a null; empty when there is none
  record Doubles(double[] values, boolean[] missing) implements Cells {
    @Override
    public boolean isNull(int row) {
      return isMarked(missing, row);
    }
  }

  /// @param missing true for a null; empty when there is none
  record Booleans(boolean[] values, boolean[] missing) implements Cells {
    @Override
    public boolean isNull(int row) {
      return isMarked(missing, row);
    }
  }

  /// Texts one behind the other, in UTF-8.
  ///
  /// @param starts where each begins and, behind the last, where that ends
  /// @param missing true for a null; empty when there is none
  record Texts(byte[] utf8, int[] starts, boolean[] missing) implements Cells {
    @Override
    public boolean isNull(int row) {
      return isMarked(missing, row);
    }

    public String text(int row) {
      return new String(utf8, starts[row], starts[row + 1] - starts[row], StandardCharsets.UTF_8);
    }

    public byte[] bytes(int row) {
      return Arrays.copyOfRange(utf8, starts[row], starts[row + 1]);
    }
  }

  /// All others, with `null` for no value.
  record Objects(Object[] values) implements Cells {
    @Override
    public boolean isNull(int row) {
      return values[row] == null;
    }
  }
}
