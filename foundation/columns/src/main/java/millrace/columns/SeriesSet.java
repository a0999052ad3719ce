package millrace.columns;

import java.util.Optional;

/// The series of a table as of one reader. A series is known by its ordinal, which means nothing beyond that reader.
public interface SeriesSet {
  /// Series in the table; ordinals run from 0 to this.
  int count();

  /// All ordinals, ascending by series key.
  int[] sorted();

  SeriesKey key(int series);

  /// The value of a tag, or empty where the series does not have it.
  Optional<String> tagValue(int series, String tag);
}
