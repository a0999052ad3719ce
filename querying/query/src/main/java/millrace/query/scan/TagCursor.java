package millrace.query.scan;

import java.util.Arrays;
import java.util.Optional;
import millrace.columns.ColumnType;
import millrace.columns.Cursor;
import millrace.columns.PointBatch;

/// A tag of a series as if it were a field that has a value at each of the series' times.
final class TagCursor implements Cursor {
  private final Cursor times;
  private final String tag;

  private TagCursor(Cursor times, String tag) {
    this.times = times;
    this.tag = tag;
  }

  /// A reader of a tag; empty when the series does not have it.
  static Optional<FieldReader> open(SeriesInShard series, String key, boolean ascending) {
    String tag = series.tag(key);
    return tag.isEmpty()
        ? Optional.empty()
        : series
            .shard()
            .times(series.ordinal(), series.span(), ascending)
            .map(times -> new FieldReader(new TagCursor(times, tag), ColumnType.STRING, ColumnType.STRING, ascending));
  }

  @Override
  public boolean next(PointBatch batch) {
    boolean has = times.next(batch);
    Arrays.fill(batch.strings, 0, batch.size, tag);
    return has;
  }
}
