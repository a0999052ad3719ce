package millrace.query.select;

import millrace.query.batch.Vector;

/// Where a column wanted of a subquery's rows comes from.
sealed interface ColumnSource {
  /// A column of the rows.
  record Index(int column) implements ColumnSource {}

  /// A tag the rows are grouped by; empty where the series does not have it.
  record Tag(String key) implements ColumnSource {}

  /// The rows' own times.
  record Time() implements ColumnSource {}

  /// Nowhere: there is no value.
  record Nothing() implements ColumnSource {}

  /// Sets the column for all rows, cast to the type of `out`.
  default void read(Rows rows, Vector out) {
    out.ensure(rows.size);
    switch (this) {
      case Index index -> Casts.cast(rows.columns[index.column], out, rows.size);
      case Tag tag -> {
        for (int i = 0; i < rows.size; i++) {
          if (out.strings == null) {
            out.setMissing(i);
          } else {
            out.setString(i, rows.groups[i].tag(tag.key));
          }
        }
      }
      case Time _ -> {
        System.arraycopy(rows.times, 0, out.integers, 0, rows.size);
        out.setPresent(0, rows.size);
      }
      case Nothing nothing -> out.setMissing(0, rows.size);
    }
  }
}
