package millrace.store;

import java.util.Arrays;
import java.util.Optional;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.datafile.RowBlock;

/// One field of one series after the other, cut along the times of rows.
///
/// Threads: one.
final class FieldSlices {
  private final Column column;
  private Optional<PointBlocks> blocks = Optional.empty();
  private Points block = Points.ofTimes(new long[0], 0, 0);
  private int at;

  // What rows with gaps are put together in, over and over.
  private long[] bits = RowBlock.FieldBlock.NO_BITS;
  private String[] strings = RowBlock.FieldBlock.NO_STRINGS;
  private long[] valid = new long[0];

  FieldSlices(Column column) {
    this.column = column;
  }

  Column column() {
    return column;
  }

  /// Begins a series.
  void open(Optional<PointBlocks> opened) {
    blocks = opened;
    block = Points.ofTimes(block.times, 0, 0);
    at = 0;
  }

  /// The values of `count` rows; good until the next call.
  ///
  /// @param times of the rows, from slot `first` on; each call's begin where those of the one before ended
  RowBlock.FieldBlock take(long[] times, int first, int count) {
    if (fetch() && hasAll(times, first, count)) {
      RowBlock.FieldBlock slice = isString()
          ? new RowBlock.FieldBlock(RowBlock.FieldBlock.NO_BITS, block.strings, at, RowBlock.FieldBlock.ALL_VALID)
          : new RowBlock.FieldBlock(block.bits, RowBlock.FieldBlock.NO_STRINGS, at, RowBlock.FieldBlock.ALL_VALID);
      at += count;
      return slice;
    }
    return assemble(times, first, count);
  }

  private boolean isString() {
    return column.type() == ColumnType.STRING;
  }

  /// Whether the block goes on with a point for each of the rows.
  private boolean hasAll(long[] times, int first, int count) {
    return block.to - at >= count
        && (block.times == times && at == first
            || Arrays.equals(block.times, at, at + count, times, first, first + count));
  }

  private RowBlock.FieldBlock assemble(long[] times, int first, int count) {
    clear(count);
    int row = 0;
    while (row < count && fetch()) {
      long time = block.times[at];
      while (row < count && times[first + row] < time) {
        row++;
      }
      int run = runLength(times, first + row, count - row);
      if (run == 0 && row < count) {
        throw new IllegalStateException("field has a point at " + time + " where the series has no row");
      }
      copy(row, run);
      row += run;
      at += run;
    }
    return new RowBlock.FieldBlock(bits, strings, 0, valid);
  }

  /// Rows from slot `first` on, of `count`, that have a point each.
  private int runLength(long[] times, int first, int count) {
    int limit = Math.min(count, block.to - at);
    int mismatch = Arrays.mismatch(times, first, first + limit, block.times, at, at + limit);
    return mismatch < 0 ? limit : mismatch;
  }

  private void copy(int row, int count) {
    if (isString()) {
      System.arraycopy(block.strings, at, strings, row, count);
    } else {
      System.arraycopy(block.bits, at, bits, row, count);
    }
    for (int i = row; i < row + count; i++) {
      valid[i >> 6] |= 1L << (i & 63);
    }
  }

  private void clear(int count) {
    if (valid.length * 64 < count) {
      valid = new long[(count + 63) / 64];
      if (isString()) {
        strings = new String[valid.length * 64];
      } else {
        bits = new long[valid.length * 64];
      }
    }
    Arrays.fill(valid, 0);
  }

  private boolean fetch() {
    while (at == block.to && blocks.isPresent()) {
      Optional<Points> next = blocks.get().next();
      if (next.isPresent()) {
        block = next.get();
        at = block.from;
      } else {
        blocks = Optional.empty();
      }
    }
    return at < block.to;
  }
}
