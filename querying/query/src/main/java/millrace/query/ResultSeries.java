package millrace.query;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The head of a result series.
///
/// @param name empty for a series without a name
/// @param tags the GROUP BY tags, sorted by key; a series that lacks one has it with an empty value
/// @param columns column names, never empty; where a SELECT answers, the first is the time
/// @param zone zone that times are written in, from `tz()`
/// @param chunked whether a client that asked for chunks gets this series cut into them
public record ResultSeries(
    String name, SortedMap<String, String> tags, List<String> columns, ZoneId zone, boolean chunked) {
  public ResultSeries {
    tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    columns = List.copyOf(columns);
  }

  /// A series without tags whose rows are sent in one piece, as statements about the schema answer.
  public static ResultSeries whole(String name, List<String> columns) {
    return new ResultSeries(name, new TreeMap<>(), columns, ZoneOffset.UTC, false);
  }

  /// Whether rows of `other` continue this series.
  public boolean isSameAs(ResultSeries other) {
    return name.equals(other.name) && tags.equals(other.tags);
  }
}
