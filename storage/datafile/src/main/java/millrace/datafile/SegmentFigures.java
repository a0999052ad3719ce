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
    double sum = 0;
    double least = Double.longBitsToDouble(values.bits(row));
    double greatest = least;
    for (int i = row; i < row + rows; i++) {
      double value = Double.longBitsToDouble(values.bits(i));
      sum += value;
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    return new long[] {
      Double.doubleToRawLongBits(sum),
      Double.doubleToRawLongBits(least),
      Double.doubleToRawLongBits(greatest),
      values.bits(row),
      values.bits(row + rows - 1)
    };
  }

  /// @param flip added to compare unsigned values as signed ones
  private static long[] integerFigures(FieldBuffer values, int row, int rows, long flip) {
    long sum = 0;
    long least = Long.MAX_VALUE;
    long greatest = Long.MIN_VALUE;
    for (int i = row; i < row + rows; i++) {
      long value = values.bits(i);
      sum += value;
      least = Math.min(least, value + flip);
      greatest = Math.max(greatest, value + flip);
    }
    return new long[] {sum, least - flip, greatest - flip, values.bits(row), values.bits(row + rows - 1)};
  }
}
