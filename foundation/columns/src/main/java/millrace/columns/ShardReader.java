package millrace.columns;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import millrace.base.TimeSpan;

/// One table within one shard.
public interface ShardReader {
  /// The shard's slice of time.
  TimeSpan span();

  /// The fields that have values here; at most one per name, since within a shard a field has one type.
  List<Column> fields();

  /// The series that have points here, as ordinals of the reader's [SeriesSet], ascending by series key.
  int[] series();

  /// The series of [#series()] that may have certain tag values. Others may be among them, so that who asks still looks;
  /// but a reader that knows where values are need not read the rest.
  ///
  /// @param tagValues tags that a series must have, with the values they may have, none of them empty
  default int[] series(Map<String, Set<String>> tagValues) {
    return series();
  }

  /// The points of one series and field within `span`.
  ///
  /// @return empty when the series has no such point for certain; a cursor may still turn out to have none
  Optional<Cursor> cursor(int series, Column field, TimeSpan span, boolean ascending);

  /// The times at which a series has a row within `span`, that is, a value in at least one field. Only the times of the
  /// batches are filled, whatever their type.
  ///
  /// @return empty when the series has no such row for certain; a cursor may still turn out to have none
  default Optional<Cursor> times(int series, TimeSpan span, boolean ascending) {
    List<Cursor> cursors = new ArrayList<>();
    List<ColumnType> types = new ArrayList<>();
    for (Column field : fields()) {
      cursor(series, field, span, ascending).ifPresent(
          cursor -> {
            cursors.add(cursor);
            types.add(field.type());
          });
    }
    return cursors.isEmpty() ? Optional.empty() : Optional.of(new MergedTimes(cursors, types, ascending));
  }
}
