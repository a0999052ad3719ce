package millrace.query.function;

import java.util.List;
import millrace.columns.ColumnType;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.iterator.Transformation;

/// The change from point to point. A point at the same time as the one before is left out; integers wrap.
final class Difference implements Transformation {
  private final boolean nonNegative;
  private final Batch previous;

  Difference(boolean nonNegative, ColumnType type) {
    this.nonNegative = nonNegative;
    this.previous = new Batch(type, List.of(), 1);
  }

  @Override
  public void add(Batch in, int from, int to, Batch out, Group group) {
    for (int i = from; i < to; i++) {
      if (previous.size > 0 && previous.times[0] == in.times[i]) {
        continue;
      }
      if (previous.size > 0 && !(nonNegative && PointOrder.compare(in.values, i, previous.values, 0) < 0)) {
        emit(in, i, out, group);
      }
      previous.times[0] = in.times[i];
      previous.values.copy(in.values, i, 0);
      previous.size = 1;
    }
  }

  private void emit(Batch in, int i, Batch out, Group group) {
    int row = out.add(in.times[i], group);
    if (in.type() == ColumnType.FLOAT) {
      out.values.setFloat(row, in.values.floats[i] - previous.values.floats[0]);
    } else {
      out.values.setInteger(row, in.values.integers[i] - previous.values.integers[0]);
    }
  }
}
