package millrace.query.function;

import millrace.columns.ColumnType;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.batch.Numbers;
import millrace.query.iterator.Reducer;

/// The mean. A result knows how many points it stands for, so that means can be averaged again.
final class MeanReducer {
  private MeanReducer() {}

  static Reducer of(ColumnType type) {
    return type == ColumnType.FLOAT ? new OfFloats() : new OfIntegers(type);
  }

  private static void emit(Batch out, long windowStart, Group group, double mean, int count) {
    int row = out.add(windowStart, group);
    out.values.setFloat(row, mean);
    out.weights[row] = count;
    out.clearAux(row);
  }

  /// Of floats, which may be means themselves.
  private static final class OfFloats implements Reducer {
    private double sum;
    private int count;

    @Override
    public void add(Batch in, int from, int to) {
      double[] values = in.values.floats;
      int[] weights = in.weights;
      double total = sum;
      int points = count;
      for (int i = from; i < to; i++) {
        int weight = weights[i];
        total += weight > 1 ? values[i] * weight : values[i];
        points += weight;
      }
      sum = total;
      count = points;
    }

    @Override
    public void emit(Batch out, long windowStart, Group group) {
      MeanReducer.emit(out, windowStart, group, sum / count, count);
      sum = 0;
      count = 0;
    }
  }

  /// Of integers, whose sum wraps.
  private static final class OfIntegers implements Reducer {
    private final ColumnType type;
    private long sum;
    private int count;

    OfIntegers(ColumnType type) {
      this.type = type;
    }

    @Override
    public void add(Batch in, int from, int to) {
      long[] values = in.values.integers;
      long total = sum;
      for (int i = from; i < to; i++) {
        total += values[i];
      }
      sum = total;
      count += to - from;
    }

    @Override
    public void emit(Batch out, long windowStart, Group group) {
      double total = type == ColumnType.UNSIGNED ? Numbers.unsignedToFloat(sum) : sum;
      MeanReducer.emit(out, windowStart, group, total / count, count);
      sum = 0;
      count = 0;
    }
  }
}
