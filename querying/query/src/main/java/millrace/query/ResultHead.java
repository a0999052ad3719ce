package millrace.query;

import java.util.List;

/// What a SELECT's answer looks like, known before its first row.
///
/// @param series without a name; its tags are those of GROUP BY, their values empty
/// @param columns one for each of the series, of its type and without cells
public record ResultHead(ResultSeries series, List<ResultColumn> columns) {
  public ResultHead {
    columns = List.copyOf(columns);
  }
}
