package millrace.columns;

import java.util.Optional;

/// The series of a table as of one reader. A series is known by its ordinal, which means nothing beyond that reader; not
/// every number below the greatest is in use.
public interface SeriesSet {
  /// Series that have points. May have to look at all that is stored, as [#sorted()] does.
  int count();

  /// All ordinals in use, ascending by series key.
  int[] sorted();

  SeriesKey key(int series);

  /// The value of a tag, or empty where the series does not have it.
  Optional<String> tagValue(int series, String tag);
}
