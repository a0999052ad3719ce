package millrace.datafile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One tag's value per series of the row group being gathered: a number into the distinct values, so that a series
/// costs four bytes.
final class TagBuffer {
  static final int ABSENT = -1;

  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> values = new ArrayList<>();
  private int[] codes = new int[64];
  private int count;

  /// Appends the value of the next series.
  void append(Optional<String> value) {
    if (count == codes.length) {
      codes = Arrays.copyOf(codes, 2 * count);
    }
    codes[count++] = value.map(this::number).orElse(ABSENT);
  }

  /// Distinct values in order of appearance.
  List<String> values() {
    return values;
  }

  /// Index into `values` of a series of the group, or [#ABSENT].
  int code(int series) {
    return codes[series];
  }

  void clear() {
    numbers.clear();
    values.clear();
    count = 0;
  }

  private int number(String value) {
    Integer known = numbers.putIfAbsent(value, values.size());
    if (known != null) {
      return known;
    }
    values.add(value);
    return values.size() - 1;
  }
}
