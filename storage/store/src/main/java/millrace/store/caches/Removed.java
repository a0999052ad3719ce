package millrace.store.caches;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.SeriesKey;

/// Rows that are gone from a table, as far as a cached row tells whether it was one of them.
///
/// @param span times of theirs
/// @param series of theirs; empty for all
record Removed(TimeSpan span, Optional<Set<SeriesKey>> series) {
  /// Beyond it every row of the span is taken for one that may be gone; those that are not come back from the table.
  private static final int COMPARED_SERIES = 1_000;

  /// Whether a row may be gone, given the tags that are known of it.
  ///
  /// @param columns what is known of the row
  /// @param value of a column; `null` where the row has none
  boolean mayHave(long timeNanos, List<Column> columns, Function<Column, Object> value) {
    if (!span.contains(timeNanos)) {
      return false;
    }
    if (series.isEmpty() || series.get().size() > COMPARED_SERIES) {
      return true;
    }
    List<Column> tags = columns.stream().filter(column -> column.type() == ColumnType.TAG).toList();
    return series.get().stream().anyMatch(key -> tags.stream()
        .allMatch(tag -> key.tag(tag.name()).equals(Optional.ofNullable((String) value.apply(tag)))));
  }
}
