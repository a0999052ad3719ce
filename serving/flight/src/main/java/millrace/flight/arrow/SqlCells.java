package millrace.flight.arrow;

import java.util.List;
import java.util.Map;
import millrace.sql.duck.Cells;

/// Cells of SQL results on their way into columns, arrays to arrays where both sides have them.
final class SqlCells {
  private static final int FIXED_BYTES = 16;

  private SqlCells() {}

  static void append(Cells cells, Column column, int from, int to) {
    switch (cells) {
      case Cells.Longs(long[] values, boolean[] missing) when column instanceof FixedColumn fixed ->
        fixed.appendAll(values, nullable(missing), from, to);
      case Cells.Doubles doubles when column instanceof FixedColumn fixed -> append(doubles, fixed, from, to);
      case Cells.Booleans(boolean[] values, boolean[] missing) when column instanceof BooleanColumn truths ->
        truths.appendAll(values, nullable(missing), from, to);
      case Cells.Texts texts when column instanceof TextColumn target -> append(texts, target, from, to);
      case Cells.Objects(Object[] values) -> {
        for (int row = from; row < to; row++) {
          column.append(values[row]);
        }
      }
      case Cells.Longs _, Cells.Doubles _, Cells.Booleans _, Cells.Texts _ ->
        throw new IllegalStateException("no " + column.getClass() + " takes " + cells.getClass());
    }
  }

  private static void append(Cells.Doubles cells, FixedColumn column, int from, int to) {
    for (int row = from; row < to; row++) {
      if (cells.isNull(row)) {
        column.appendNull();
      } else {
        column.append(cells.values()[row]);
      }
    }
  }

  private static void append(Cells.Texts texts, TextColumn column, int from, int to) {
    for (int row = from; row < to; row++) {
      if (texts.isNull(row)) {
        column.appendNull();
      } else {
        column.append(texts.utf8(), texts.starts()[row], texts.starts()[row + 1]);
      }
    }
  }

  /// About what an object takes in a batch.
  static int sizeBytes(Object value) {
    return switch (value) {
      case null -> 0;
      case byte[] bytes -> bytes.length;
      case String text -> text.length();
      case List<?> items -> items.stream().mapToInt(SqlCells::sizeBytes).sum();
      case Map<?, ?> members -> members.values().stream().mapToInt(SqlCells::sizeBytes).sum();
      default -> FIXED_BYTES;
    };
  }

  private static boolean[] nullable(boolean[] missing) {
    return missing.length == 0 ? null : missing;
  }
}
