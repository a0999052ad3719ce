package millrace.query.select;

import java.util.List;
import millrace.columns.ColumnType;
import millrace.query.batch.Group;

/// The first rows of each series, after some are skipped.
final class LimitCursor implements RowCursor {
  private final RowCursor input;
  private final long limit;
  private final long offset;
  private Group series;
  private long seen;

  /// @param limit rows of a series that pass, 0 for all
  LimitCursor(RowCursor input, long limit, long offset) {
    this.input = input;
    this.limit = limit;
    this.offset = offset;
  }

  @Override
  public List<String> names() {
    return input.names();
  }

  @Override
  public List<ColumnType> types() {
    return input.types();
  }

  @Override
  public Rows rows() {
    return input.rows();
  }

  @Override
  public boolean next() {
    while (input.next()) {
      keep(input.rows());
      if (input.rows().size > 0) {
        return true;
      }
    }
    return false;
  }

  private void keep(Rows rows) {
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
