package millrace.datafile;

import java.util.Arrays;

/// The series of the row group being gathered, which follow each other in the file: the number of the first, and rows
/// of each.
final class GroupSeries {
  private int first;
  private int[] rows = new int[64];
  private int count;

  int count() {
    return count;
  }

  /// Rows of the group's series at an index.
  int rows(int index) {
    return rows[index];
  }

  /// The number in the file of the series at an index.
  int number(int index) {
    return first + index;
  }

  /// Whether the last series here is the one of a number.
  boolean endsWith(int number) {
    return count > 0 && number(count - 1) == number;
  }

  /// Begins a series without rows.
  void add(int number) {
    if (count == 0) {
      first = number;
    }
    if (count == rows.length) {
      rows = Arrays.copyOf(rows, 2 * count);
    }
    rows[count++] = 0;
  }

  /// Adds rows to the last series.
  void addRows(int more) {
    rows[count - 1] += more;
  }

  void clear() {
    count = 0;
  }
}
