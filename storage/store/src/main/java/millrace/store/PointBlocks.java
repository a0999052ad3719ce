package millrace.store;

import java.util.List;
import java.util.Optional;
import millrace.columns.ColumnType;
import millrace.columns.PointBatch;

/// The points of one series and field, or its times alone, ascending by time: block after block, as long as each is, for
/// those who write all of them to a file.
///
/// Threads: one.
interface PointBlocks {
  /// The next block, never an empty one; good until the next call.
  Optional<Points> next();

  /// @param inputs newest first
  static PointBlocks of(List<CursorInput> inputs, ColumnType type) {
    return SequentialCursor.ordered(inputs, true)
        .<PointBlocks>map(Sequential::new)
        .orElseGet(() -> new Merged(new MergeCursor(inputs, true), new PointBatch(type)));
  }

  /// Blocks of streams that do not overlap, as they are.
  final class Sequential implements PointBlocks {
    private final CursorInput[] inputs;
    private int current;

    /// @param inputs in the order of time
    Sequential(CursorInput[] inputs) {
      this.inputs = inputs;
    }

    @Override
    public Optional<Points> next() {
      while (current < inputs.length) {
        if (inputs[current].load()) {
          return Optional.of(inputs[current].block);
        }
        current++;
      }
      return Optional.empty();
    }
  }

  /// Blocks of streams that overlap, merged point by point.
  final class Merged implements PointBlocks {
    private static final String[] NO_STRINGS = {};

    private final MergeCursor cursor;
    private final PointBatch batch;
    private long[] bits = new long[0];

    Merged(MergeCursor cursor, PointBatch batch) {
      this.cursor = cursor;
      this.batch = batch;
    }

    @Override
    public Optional<Points> next() {
      if (!cursor.next(batch)) {
        return Optional.empty();
      }
      return Optional.of(
          switch (batch.type()) {
            case TAG -> Points.ofTimes(batch.times, 0, batch.size);
            case STRING -> Points.of(batch.times, bits, batch.strings, 0, batch.size);
            case INTEGER, UNSIGNED -> Points.of(batch.times, batch.integers, NO_STRINGS, 0, batch.size);
            case FLOAT, BOOLEAN -> Points.of(batch.times, bits(), NO_STRINGS, 0, batch.size);
          });
    }

    private long[] bits() {
      bits = bits.length == 0 ? new long[PointBatch.CAPACITY] : bits;
      boolean isFloat = batch.type() == ColumnType.FLOAT;
      for (int i = 0; i < batch.size; i++) {
        bits[i] = isFloat ? Double.doubleToRawLongBits(batch.floats[i]) : batch.booleans[i] ? 1 : 0;
      }
      return bits;
    }
  }
}
