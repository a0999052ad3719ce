package millrace.store;

import java.util.Arrays;
import millrace.columns.ColumnType;
import millrace.datafile.ColumnPage;

/// Points of one series and field in one direction of time: times with 64-bit values, with strings, or alone. They are
/// the slots `[from, to)` of arrays that may be shared with others, so whatever changes them works on copies.
final class Points {
  long[] times;

  /// Raw bits of floats, integers, 0 or 1 of booleans; `null` for strings and for times alone.
  long[] bits;

  /// `null` for all other types.
  String[] strings;

  int from;
  int to;

  private Points(long[] times, long[] bits, String[] strings, int from, int to) {
    this.times = times;
    this.bits = bits;
    this.strings = strings;
    this.from = from;
    this.to = to;
  }

  /// Room for points to be put.
  ///
  /// @param type the field's; TAG for times alone
  Points(int capacity, ColumnType type) {
    this(
        new long[capacity],
        type == ColumnType.STRING || type == ColumnType.TAG ? null : new long[capacity],
        type == ColumnType.STRING ? new String[capacity] : null,
        0,
        0);
  }

  /// The times `[from, to)` of a page.
  static Points ofTimes(long[] times, int from, int to) {
    return new Points(times, null, null, from, to);
  }

  /// The slots `[from, to)` of columns without gaps.
  ///
  /// @param bits empty for strings
  /// @param strings empty for all other types
  static Points of(long[] times, long[] bits, String[] strings, int from, int to) {
    boolean isString = strings.length > 0;
    return new Points(times, isString ? null : bits, isString ? strings : null, from, to);
  }

  /// The rows `[from, to)` of a page that have a value.
  static Points ofPage(long[] times, ColumnPage page, ColumnType type, int from, int to) {
    if (page.valid().length == 0) {
      boolean isString = type == ColumnType.STRING;
      return new Points(times, isString ? null : page.bits(), isString ? page.strings() : null, from, to);
    }
    Points points = new Points(to - from, type);
    for (int row = from; row < to; row++) {
      if (page.isValid(row)) {
        if (points.strings != null) {
          points.strings[points.to] = page.strings()[row];
        } else {
          points.bits[points.to] = page.bits()[row];
        }
        points.times[points.to++] = times[row];
      }
    }
    return points;
  }

  boolean isEmpty() {
    return from == to;
  }

  /// Appends a point; one of the same time as the last replaces it.
  void put(long time, long value) {
    bits[slot(time)] = value;
  }

  /// Appends a point; one of the same time as the last replaces it.
  void put(long time, String value) {
    strings[slot(time)] = value;
  }

  /// Appends a time; the same as the last is left out.
  void put(long time) {
    slot(time);
  }

  /// Turns the direction of time around.
  void reverse() {
    own();
    for (int i = from, j = to - 1; i < j; i++, j--) {
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
    if (isEmpty() || deleted.isEmpty()
        || !deleted.overlaps(Math.min(times[from], times[to - 1]), Math.max(times[from], times[to - 1]))) {
      return;
    }
    own();
    int kept = 0;
    for (int i = from; i < to; i++) {
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
    to = kept;
  }

  private void own() {
    times = Arrays.copyOfRange(times, from, to);
    bits = bits == null ? null : Arrays.copyOfRange(bits, from, to);
    strings = strings == null ? null : Arrays.copyOfRange(strings, from, to);
    to -= from;
    from = 0;
  }

  private int slot(long time) {
    if (to == 0 || times[to - 1] != time) {
      times[to++] = time;
    }
    return to - 1;
  }
}
