package millrace.query.select;

import java.util.List;
import millrace.columns.ColumnType;

/// Lets some of the rows of another cursor pass.
abstract class SievingCursor implements RowCursor {
  private final RowCursor input;

  SievingCursor(RowCursor input) {
    this.input = input;
  }

  /// Moves the rows that pass to the front, in their order, and sets the size to their number.
  abstract void keep(Rows rows);

  @Override
  public final List<String> names() {
    return input.names();
  }

  @Override
  public final List<ColumnType> types() {
    return input.types();
  }

  @Override
  public final Rows rows() {
    return input.rows();
  }

  @Override
  public final boolean next() {
    while (input.next()) {
      keep(input.rows());
      if (input.rows().size > 0) {
        return true;
      }
    }
    return false;
  }
}
