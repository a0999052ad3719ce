package millrace.query.iterator;

import java.util.List;
import millrace.columns.ColumnType;
import millrace.query.batch.Batch;

/// No points.
public final class EmptyIterator implements BatchIterator {
  private final Batch batch;

  public EmptyIterator(ColumnType type, List<ColumnType> auxTypes) {
    this.batch = new Batch(type, auxTypes, 0);
  }

  @Override
  public boolean next() {
    return false;
  }

  @Override
  public Batch batch() {
    return batch;
  }
}
