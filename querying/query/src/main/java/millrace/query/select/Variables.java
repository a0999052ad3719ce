package millrace.query.select;

import java.util.Arrays;
import java.util.List;
import millrace.columns.ColumnType;
import millrace.influxql.Fill;
import millrace.query.batch.Batch;
import millrace.query.batch.Numbers;
import millrace.query.batch.Vector;

/// The values a row's expressions are computed from. A value that is missing becomes the fill, or under fill(previous)
/// stays what it was in the row before, within one series.
final class Variables {
  private final Vector[] columns;

  /// The last row, for what stays.
  private final Vector[] last;

  private final Fill fill;

  /// Per variable of text or truth values: rows that fill(N) put its number into, which is neither.
  private final boolean[][] filled;

  Variables(List<ColumnType> types, Fill fill) {
    this.columns = types.stream().map(type -> new Vector(type, Batch.CAPACITY)).toArray(Vector[]::new);
    this.last = types.stream().map(type -> Vector.nulls(type, 1)).toArray(Vector[]::new);
    this.fill = fill;
    this.filled = new boolean[columns.length][];
    for (int i = 0; i < filled.length; i++) {
      boolean number = fill instanceof Fill.IntegerValue || fill instanceof Fill.FloatValue;
      boolean holdsNumbers = types.get(i).isNumeric();
      filled[i] = number && !holdsNumbers ? new boolean[Batch.CAPACITY] : null;
    }
  }

  /// Rows of a variable of text or truth values that hold the number of fill(N); `null` where there can be none.
  boolean[] filled(int variable) {
    return filled[variable];
  }

  /// The number of fill(N), as a cell.
  Object fillCell() {
    return switch (fill) {
      case Fill.IntegerValue value -> value.value();
      case Fill.FloatValue value -> value.value();
      case Fill.PreviousFor _ -> "";
      case Fill.Mode mode -> "";
    };
  }

  Vector[] columns() {
    return columns;
  }

  /// Sets neighbouring rows of one series.
  void set(int variable, int row, Vector source, int from, int count) {
    boolean isNumber = !(fill instanceof Fill.Mode);
    if (fill == Fill.Mode.PREVIOUS || (isNumber && source.missing != null)) {
      for (int i = 0; i < count; i++) {
        set(variable, row + i, source, from + i);
      }
      return;
    }
    columns[variable].copy(source, from, row, count);
    if (filled[variable] != null) {
      Arrays.fill(filled[variable], row, row + count, false);
    }
  }

  void set(int variable, int row, Vector source, int from) {
    if (source.isMissing(from)) {
      setDefault(variable, row);
    } else {
      columns[variable].copy(source, from, row);
      mark(variable, row, false);
      keep(variable, row);
    }
  }

  void setDefault(int variable, int row) {
    Vector column = columns[variable];
    mark(variable, row, true);
    switch (fill) {
      case Fill.Mode mode when mode == Fill.Mode.PREVIOUS -> column.copy(last[variable], 0, row);
      case Fill.Mode _, Fill.PreviousFor _ -> column.setMissing(row);
      case Fill.IntegerValue value -> fillWith(column, row, value.value(), value.value());
      case Fill.FloatValue value -> fillWith(column, row, value.value(), Numbers.floatToInteger(value.value()));
    }
  }

  /// Forgets the row before, at the start of a series.
  void startSeries() {
    for (Vector vector : last) {
      vector.setMissing(0);
    }
  }

  private void mark(int variable, int row, boolean isFilled) {
    if (filled[variable] != null) {
      filled[variable][row] = isFilled;
    }
  }

  private void keep(int variable, int row) {
    if (fill == Fill.Mode.PREVIOUS) {
      last[variable].copy(columns[variable], row, 0);
    }
  }

  private static void fillWith(Vector column, int row, double number, long integer) {
    switch (column.type()) {
      case FLOAT -> column.setFloat(row, number);
      case INTEGER, UNSIGNED -> column.setInteger(row, integer);
      case BOOLEAN -> column.setMissing(row);
      case STRING, TAG -> column.setString(row, "");
    }
  }
}
