package millrace.query.function;

import millrace.columns.ColumnType;
import millrace.query.batch.Batch;

/// Adds partial results of one function up, in rows of a batch.
public interface PartialCombiner {
  /// Appends a first partial result.
  void start(Batch slots, Batch in, int row);

  /// Adds another to a slot.
  void combine(Batch slots, int slot, Batch in, int row);

  /// Turns sums kept on the way into results.
  default void finish(Batch slots) {}

  /// The combiner of a function whose partial results are of a type.
  static PartialCombiner of(String function, ColumnType type) {
    return switch (function) {
      case "count", "sum" -> type == ColumnType.FLOAT ? new FloatSums() : new IntegerSums();
      case "mean" -> new Means();
      default -> new Selected(PointOrder.of(function, type));
    };
  }

  /// Sums of floats.
  record FloatSums() implements PartialCombiner {
    @Override
    public void start(Batch slots, Batch in, int row) {
      slots.append(in, row);
    }

    @Override
    public void combine(Batch slots, int slot, Batch in, int row) {
      slots.values.floats[slot] += in.values.floats[row];
    }
  }

  /// Sums of integers and counts.
  record IntegerSums() implements PartialCombiner {
    @Override
    public void start(Batch slots, Batch in, int row) {
      slots.append(in, row);
    }

    @Override
    public void combine(Batch slots, int slot, Batch in, int row) {
      slots.values.integers[slot] += in.values.integers[row];
    }
  }

  /// Means, kept as sums until the end.
  record Means() implements PartialCombiner {
    @Override
    public void start(Batch slots, Batch in, int row) {
      slots.append(in, row);
      slots.values.floats[slots.size - 1] = in.values.floats[row] * in.weights[row];
    }

    @Override
    public void combine(Batch slots, int slot, Batch in, int row) {
      slots.values.floats[slot] += in.values.floats[row] * in.weights[row];
      slots.weights[slot] += in.weights[row];
    }

    @Override
    public void finish(Batch slots) {
      for (int i = 0; i < slots.size; i++) {
        slots.values.floats[i] /= slots.weights[i];
      }
    }
  }

  /// Selected points.
  record Selected(PointOrder order) implements PartialCombiner {
    @Override
    public void start(Batch slots, Batch in, int row) {
      slots.append(in, row);
    }

    @Override
    public void combine(Batch slots, int slot, Batch in, int row) {
      if (order.isBetter(in, row, slots, slot)) {
        slots.times[slot] = in.times[row];
        slots.values.copy(in.values, row, slot);
        for (int i = 0; i < slots.aux.length; i++) {
          slots.aux[i].copy(in.aux[i], row, slot);
        }
      }
    }
  }
}
