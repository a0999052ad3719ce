package millrace.store;

import java.util.Arrays;
import millrace.columns.ColumnType;
import millrace.datafile.ColumnPage;

/// Points of one series and field in one direction of time: times with 64-bit values, with strings, or
/// alone.
final class Points {
  final long[] times;

  /// Raw bits of floats, integers, 0 or 1 of booleans; `null` for strings and for times alone.
  final long[] bits;

  /// `null` for all other types.
  final String[] strings;

  int size;

  /// @param type the field's; TAG for times alone
  Points(int capacity, ColumnType type) {
    times = new long[capacity];
    strings = type == ColumnType.STRING ? new String[capacity] : null;
    bits = type == ColumnType.STRING || type == ColumnType.TAG ? null : new long[capacity];
  }

  /// Appends a time; the same as the last is left out.
  void put(long time) {
    slot(time);
  }

  /// Appends a point; one of the same time as the last replaces it.
  void put(long time, long value) {
    bits[slot(time)] = value;
  }

  /// Appends a point; one of the same time as the last replaces it.
  void put(long time, String value) {
    strings[slot(time)] = value;
  }

  void appendTimes(long[] source, int from, int to) {
    System.arraycopy(source, from, times, size, to - from);
    size += to - from;
  }

  /// Appends the rows `[from, to)` of a page that have a value.
  void append(long[] pageTimes, ColumnPage page, int from, int to) {
    if (page.valid().length == 0) {
      if (bits != null) {
        System.arraycopy(page.bits(), from, bits, size, to - from);
      } else {
        System.arraycopy(page.strings(), from, strings, size, to - from);
      }
      appendTimes(pageTimes, from, to);
      return;
    }
    for (int row = from; row < to; row++) {
      if (page.isValid(row)) {
        times[size] = pageTimes[row];
        if (bits != null) {
          bits[size] = page.bits()[row];
        } else {
          strings[size] = page.strings()[row];
        }
        size++;
      }
    }
  }

  /// Turns the direction of time around.
  void reverse() {
    for (int i = 0, j = size - 1; i < j; i++, j--) {
      long time = times[i];
      times[i] = times[j];
      times[j] = time;
      if (bits != null) {
        long value = bits[i];
        bits[i] = bits[j];
        bits[j] = value;
      }
      if (strings != null) {
        String value = strings[i];
        strings[i] = strings[j];
        strings[j] = value;
      }
    }
  }

  /// Removes the points that a deletion covers.
  void remove(DeletedSpans deleted) {
    if (size == 0 || !deleted.overlaps(Math.min(times[0], times[size - 1]), Math.max(times[0], times[size - 1]))) {
      return;
    }
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (!deleted.contains(times[i])) {
        times[kept] = times[i];
        if (bits != null) {
          bits[kept] = bits[i];
        }
        if (strings != null) {
          strings[kept] = strings[i];
        }
        kept++;
      }
    }
    if (strings != null) {
      Arrays.fill(strings, kept, size, null);
    }
    size = kept;
  }

  private int slot(long time) {
    if (size == 0 || times[size - 1] != time) {
      times[size++] = time;
    }
    return size - 1;
  }
}
