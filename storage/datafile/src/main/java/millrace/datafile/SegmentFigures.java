package millrace.datafile;

/// Computes what the series index keeps of one field in one segment, the rows of one series in one page.
final class SegmentFigures {
  private SegmentFigures() {}

  /// Sum, least, greatest, first and last of `rows` values, all present.
  static long[] of(FieldBuffer values, int row, int rows) {
    return switch (values.column().type()) {
      case FLOAT -> floatFigures(values, row, rows);
      case INTEGER -> integerFigures(values, row, rows, 0);
      case UNSIGNED -> integerFigures(values, row, rows, Long.MIN_VALUE);
      case STRING, BOOLEAN, TAG -> throw new IllegalStateException("no figures for " + values.column());
    };
  }

  private static long[] floatFigures(FieldBuffer values, int row, int rows) {
    long[] bits = values.bits();
    double sum = 0;
    long least = Long.MAX_VALUE;
    long greatest = Long.MIN_VALUE;
    for (int i = row; i < row + rows; i++) {
      sum += Double.longBitsToDouble(bits[i]);
      long place = FloatOrder.place(bits[i]);
      least = Math.min(least, place);
      greatest = Math.max(greatest, place);
    }
    boolean isOrdered = FloatOrder.isNumber(least) && FloatOrder.isNumber(greatest);
    return new long[] {
      Double.doubleToRawLongBits(sum),
      isOrdered ? FloatOrder.bits(least) : Double.doubleToRawLongBits(Double.NaN),
      isOrdered ? FloatOrder.bits(greatest) : Double.doubleToRawLongBits(Double.NaN),
      bits[row],
      bits[row + rows - 1]
    };
  }

  /// @param flip added to compare unsigned values as signed ones
  private static long[] integerFigures(FieldBuffer values, int row, int rows, long flip) {
    long[] bits = values.bits();
    long sum = 0;
    long least = Long.MAX_VALUE;
    long greatest = Long.MIN_VALUE;
    for (int i = row; i < row + rows; i++) {
      long value = bits[i];
      sum += value;
      least = Math.min(least, value + flip);
      greatest = Math.max(greatest, value + flip);
    }
    return new long[] {sum, least - flip, greatest - flip, bits[row], bits[row + rows - 1]};
  }
}
