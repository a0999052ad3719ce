package millrace.query;

import java.math.BigInteger;
import java.time.Instant;

/// The cells of one column for a run of rows. Arrays are at least as long as the run; `missing`, where it is not
/// `null`, has a true for each cell that is null in the answer, whose slot is then unspecified.
public sealed interface ResultColumn {
  /// Instants, nanoseconds since the epoch; never missing. Written as text or as a number, as the request's `epoch` says.
  record Times(long[] nanos) implements ResultColumn {}

  /// Floats; infinities may be among them, NaN is missing.
  record Floats(double[] values, boolean[] missing) implements ResultColumn {}

  record Integers(long[] values, boolean[] missing) implements ResultColumn {}

  /// Unsigned integers as their 64 bits.
  record Unsigned(long[] bits, boolean[] missing) implements ResultColumn {}

  record Booleans(boolean[] values, boolean[] missing) implements ResultColumn {}

  /// Text; a `null` slot is missing.
  ///
  /// @param tags whether these are values of a tag
  record Strings(String[] values, boolean tags) implements ResultColumn {
    /// Text that is no tag's.
    public Strings(String[] values) {
      this(values, false);
    }
  }

  /// Cells of several types, as [#value] gives them.
  record Mixed(Object[] values) implements ResultColumn {}

  /// Nothing but nulls.
  record Nulls(int capacity) implements ResultColumn {}

  /// Rows the arrays have room for.
  default int capacity() {
    return switch (this) {
      case Times column -> column.nanos.length;
      case Floats column -> column.values.length;
      case Integers column -> column.values.length;
      case Unsigned column -> column.bits.length;
      case Booleans column -> column.values.length;
      case Strings column -> column.values.length;
      case Mixed column -> column.values.length;
      case Nulls column -> column.capacity;
    };
  }

  /// One cell as an object, for callers that do not mind the cost: [Instant], [Double], [Long], [BigInteger] for an
  /// unsigned integer, [Boolean], [String], a [java.util.List] of such where a listing has several, or `null`.
  default Object value(int row) {
    return switch (this) {
      case Times column -> Instant.ofEpochSecond(0, column.nanos[row]);
      case Floats column -> isMissing(column.missing, row) ? null : (Object) column.values[row];
      case Integers column -> isMissing(column.missing, row) ? null : (Object) column.values[row];
      case Unsigned column -> isMissing(column.missing, row) ? null : unsigned(column.bits[row]);
      case Booleans column -> isMissing(column.missing, row) ? null : (Object) column.values[row];
      case Strings column -> column.values[row];
      case Mixed column -> column.values[row];
      case Nulls column -> null;
    };
  }

  private static boolean isMissing(boolean[] missing, int row) {
    return missing != null && missing[row];
  }

  private static BigInteger unsigned(long bits) {
    BigInteger value = BigInteger.valueOf(bits);
    return bits >= 0 ? value : value.add(BigInteger.ONE.shiftLeft(Long.SIZE));
  }
}
