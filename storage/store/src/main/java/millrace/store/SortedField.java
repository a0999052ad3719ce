package millrace.store;

import java.util.BitSet;
import millrace.columns.ColumnType;

/// One field's values by place in a [SortedLog].
///
/// Threads: filled by one, read by any then.
final class SortedField {
  /// Empty for strings.
  private final long[] bits;

  /// Empty for all other types.
  private final String[] strings;

  /// Whether every row has a value.
  private final boolean isDense;

  /// The places that have a value, unless all have.
  private final BitSet present = new BitSet();

  SortedField(ColumnType type, int rowCount, boolean isDense) {
    boolean isString = type == ColumnType.STRING;
    this.bits = new long[isString ? 0 : rowCount];
    this.strings = new String[isString ? rowCount : 0];
    this.isDense = isDense;
  }

  boolean isDense() {
    return isDense;
  }

  void set(int place, long value) {
    bits[place] = value;
  }

  void set(int place, String value) {
    strings[place] = value;
  }

  /// Notes that a place has a value; without need where all have.
  void setPresent(int place) {
    present.set(place);
  }

  /// The values `[from, to)`; every one of them is there and has a time of its own.
  Points points(long[] times, int from, int to) {
    return Points.of(times, bits, strings, from, to);
  }

  /// Appends the value of a place, if it has one.
  void put(int place, long time, Points points) {
    if (!isDense && !present.get(place)) {
      return;
    }
    if (strings.length > 0) {
      points.put(time, strings[place]);
    } else {
      points.put(time, bits[place]);
    }
  }
}
