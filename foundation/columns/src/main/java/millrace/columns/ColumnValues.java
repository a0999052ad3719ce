package millrace.columns;

/// The values of one field for the rows of a [TableRows]; sealed by type so that code over it is exhaustive.
/// Arrays are as long as the batch has rows at least; a slot whose validity bit is off is unspecified.
public sealed interface ColumnValues {
  /// 64-bit floats, never NaN or infinite when they come from line protocol.
  record Floats(double[] values) implements ColumnValues {}

  /// Signed integers, or unsigned ones as their 64 bits; [FieldRows#type()] tells which.
  record Integers(long[] values) implements ColumnValues {}

  record Booleans(boolean[] values) implements ColumnValues {}

  record Strings(String[] values) implements ColumnValues {}
}
