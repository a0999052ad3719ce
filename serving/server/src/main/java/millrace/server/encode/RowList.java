package millrace.server.encode;

import java.util.List;
import millrace.sql.SqlBatch;

/// A batch of a few rows that are at hand.
///
/// @param all each as long as the result has columns; cells may be `null`
public record RowList(List<? extends List<?>> all) implements SqlBatch {
  @Override
  public int rows() {
    return all.size();
  }

  @Override
  public Object value(int column, int row) {
    return all.get(row).get(column);
  }
}
