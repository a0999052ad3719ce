package millrace.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.columns.Column;
import millrace.columns.SeriesKey;
import millrace.columns.SeriesSet;
import millrace.datafile.RowBlock;

/// All rows of a shard on their way into files: series by series ascending by key, within a series ascending by time.
///
/// The idea: what one source alone has of a series is handed on as it lies there, a slice of the arrays of a page or a
/// sorted log, when every one of its rows has the field. Only fields with gaps, and series whose sources overlap in time,
/// are put together value by value.
///
/// Threads: one.
final class ShardRows {
  /// Rows of a block at most, which bounds what fields with gaps are put together in.
  private static final int MAX_ROWS = 8192;

  private final StoreShardReader shard;
  private final SeriesSet allSeries;
  private final int[] series;
  private final List<FieldSlices> fields = new ArrayList<>();
  private int opened = -1;
  private Optional<PointBlocks> times = Optional.empty();
  private Points rows = Points.ofTimes(new long[0], 0, 0);
  private int row;

  ShardRows(StoreShardReader shard, SeriesSet allSeries, List<Column> fields) {
    this.shard = shard;
    this.allSeries = allSeries;
    this.series = shard.series();
    fields.forEach(field -> this.fields.add(new FieldSlices(field)));
  }

  /// The next rows, all of one series; good until the next call.
  Optional<RowBlock> next() {
    while (row == rows.to && fetch()) {
      row = rows.from;
    }
    int count = Math.min(MAX_ROWS, rows.to - row);
    if (count == 0) {
      return Optional.empty();
    }
    List<RowBlock.FieldBlock> values = new ArrayList<>(fields.size());
    for (FieldSlices field : fields) {
      values.add(field.take(rows.times, row, count));
    }
    RowBlock block = new RowBlock(count, rows.times, row, values);
    row += count;
    return Optional.of(block);
  }

  /// The series that the last rows are of.
  SeriesKey key() {
    return allSeries.key(series[opened]);
  }

  /// Reads the next times, of the next series if need be.
  private boolean fetch() {
    Optional<Points> next = times.flatMap(PointBlocks::next);
    while (next.isEmpty() && opened + 1 < series.length) {
      open(series[++opened]);
      next = times.flatMap(PointBlocks::next);
    }
    next.ifPresent(block -> rows = block);
    return next.isPresent();
  }

  private void open(int ordinal) {
    times = shard.timeBlocks(ordinal);
    if (times.isPresent()) {
      fields.forEach(field -> field.open(shard.pointBlocks(ordinal, field.column())));
    }
  }
}
