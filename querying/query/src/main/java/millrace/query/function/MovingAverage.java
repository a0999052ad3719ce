package millrace.query.function;

import java.util.Arrays;
import millrace.columns.ColumnType;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.batch.Numbers;
import millrace.query.iterator.Transformation;

/// The mean of the last points, once there are enough. The sum is kept running: the oldest is taken out before the
/// newest is added, which decides the last bits.
final class MovingAverage implements Transformation {
  private final int size;
  private final ColumnType type;
  private double[] floats = {};
  private long[] integers = {};
  private double sum;
  private long integerSum;
  private int position;
  private int count;

  MovingAverage(int size, ColumnType type) {
    this.size = size;
    this.type = type;
  }

  @Override
  public void add(Batch in, int from, int to, Batch out, Group group) {
    for (int i = from; i < to; i++) {
      if (type == ColumnType.FLOAT) {
        take(in.values.floats[i]);
      } else {
        take(in.values.integers[i]);
      }
      position = position + 1 == size ? 0 : position + 1;
      count = Math.min(count + 1, size);
      if (count == size) {
        out.values.setFloat(out.add(in.times[i], group), total() / size);
      }
    }
  }

  private double total() {
    return switch (type) {
      case FLOAT -> sum;
      case UNSIGNED -> Numbers.unsignedToFloat(integerSum);
      default -> integerSum;
    };
  }

  private void take(double value) {
    if (count == size) {
      sum -= floats[position];
    }
    if (position == floats.length) {
      floats = Arrays.copyOf(floats, larger(position));
    }
    floats[position] = value;
    sum += value;
  }

  private void take(long value) {
    if (count == size) {
      integerSum -= integers[position];
    }
    if (position == integers.length) {
      integers = Arrays.copyOf(integers, larger(position));
    }
    integers[position] = value;
    integerSum += value;
  }

  /// Room grows with the points seen, since a statement may name any size.
  private int larger(int length) {
    return (int) Math.min(size, Math.max(16, 2L * length));
  }
}
