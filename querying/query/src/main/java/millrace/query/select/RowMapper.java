package millrace.query.select;

import java.util.List;
import millrace.columns.ColumnType;
import millrace.query.batch.Batch;
import millrace.query.iterator.BatchIterator;
import millrace.query.iterator.IteratorOptions;
import millrace.query.scan.ReferenceTypes;

/// Turns the rows of a subquery back into points: one column drives, others go along.
final class RowMapper implements BatchIterator {
  private final RowCursor cursor;
  private final ColumnSource driver;
  private final List<ColumnSource> aux;
  private final Batch out;

  /// @param driver where values come from; [ColumnSource.Nothing] when there are only auxiliary fields
  /// @param type of the values
  RowMapper(
      RowCursor cursor, ColumnSource driver, ColumnType type, List<ColumnSource> aux, IteratorOptions outer) {
    this.cursor = cursor;
    this.driver = driver;
    this.aux = aux;
    this.out = new Batch(type, outer.aux().stream().map(ReferenceTypes::of).toList(), outer.context().memory());
  }

  @Override
  public Batch batch() {
    return out;
  }

  @Override
  public boolean next() {
    out.size = 0;
    if (!cursor.next()) {
      return false;
    }
    Rows rows = cursor.rows();
    out.ensure(rows.size);
    System.arraycopy(rows.times, 0, out.times, 0, rows.size);
    System.arraycopy(rows.groups, 0, out.groups, 0, rows.size);
    java.util.Arrays.fill(out.weights, 0, rows.size, 1);
    driver.read(rows, out.values);
    for (int i = 0; i < out.aux.length; i++) {
      aux.get(i).read(rows, out.aux[i]);
    }
    out.size = rows.size;
    return true;
  }
}
