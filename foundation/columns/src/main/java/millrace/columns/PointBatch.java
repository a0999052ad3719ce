package millrace.columns;

/// Points of one series and field, filled again and again by a [Cursor]. Only the array of the field's type is there;
/// the others are `null`. There are no missing values: a point exists or it does not.
public final class PointBatch {
  /// Points a batch holds at most.
  public static final int CAPACITY = 1024;

  private final ColumnType type;

  /// Time per point, nanoseconds since the epoch, in the cursor's direction.
  public final long[] times = new long[CAPACITY];

  /// Values of a FLOAT field.
  public final double[] floats;

  /// Values of an INTEGER field, or the bits of an UNSIGNED one.
  public final long[] integers;

  /// Values of a BOOLEAN field.
  public final boolean[] booleans;

  /// Values of a STRING field.
  public final String[] strings;

  /// Points that count, from index 0 on.
  public int size;

  public PointBatch(ColumnType type) {
    this.type = type;
    this.floats = type == ColumnType.FLOAT ? new double[CAPACITY] : null;
    this.integers = type == ColumnType.INTEGER || type == ColumnType.UNSIGNED ? new long[CAPACITY] : null;
    this.booleans = type == ColumnType.BOOLEAN ? new boolean[CAPACITY] : null;
    this.strings = type == ColumnType.STRING ? new String[CAPACITY] : null;
  }

  public ColumnType type() {
    return type;
  }
}
