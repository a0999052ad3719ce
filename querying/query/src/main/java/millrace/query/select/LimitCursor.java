package millrace.query.select;

import millrace.query.batch.Group;

/// The first rows of each series, after some are skipped.
final class LimitCursor extends SievingCursor {
  private final long limit;
  private final long offset;
  private Group series;
  private long seen;

  /// @param limit rows of a series that pass, 0 for all
  LimitCursor(RowCursor input, long limit, long offset) {
    super(input);
    this.limit = limit;
    this.offset = offset;
  }

  @Override
  void keep(Rows rows) {
    int to = 0;
    for (int from = 0; from < rows.size; from++) {
      if (rows.groups[from] != series) {
        series = rows.groups[from];
        seen = 0;
      }
      if (seen >= offset && (limit == 0 || seen - offset < limit)) {
        rows.move(from, to++);
      }
      seen++;
    }
    rows.size = to;
  }
}
