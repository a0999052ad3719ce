package millrace.query.select;

import java.util.Collections;
import java.util.List;
import millrace.columns.ColumnType;

/// No rows.
record NullCursor(List<String> names) implements RowCursor {
  @Override
  public List<ColumnType> types() {
    return Collections.nCopies(names.size(), ColumnType.FLOAT);
  }

  @Override
  public boolean next() {
    return false;
  }

  @Override
  public Rows rows() {
    return new Rows(List.of());
  }
}
