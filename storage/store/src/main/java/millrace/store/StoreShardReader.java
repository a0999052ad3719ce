package millrace.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.Cursor;
import millrace.columns.ShardReader;

/// One table in one shard, as the table's reader noted it.
///
/// Threads: any; each cursor one.
final class StoreShardReader implements ShardReader {
  private final ShardView view;
  private final StoreSeriesSet series;
  private final SeriesRegistry registry;

  StoreShardReader(ShardView view, StoreSeriesSet series, SeriesRegistry registry) {
    this.view = view;
    this.series = series;
    this.registry = registry;
  }

  @Override
  public TimeSpan span() {
    return view.shard().span();
  }

  @Override
  public List<Column> fields() {
    return view.fields();
  }

  @Override
  public int[] series() {
    return series.sorted(view.series());
  }

  @Override
  public int[] series(Map<String, Set<String>> tagValues) {
    return tagValues.isEmpty() ? series() : series.sorted(view.series(tagValues, registry));
  }

  @Override
  public Optional<Cursor> cursor(int ordinal, Column field, TimeSpan span, boolean ascending) {
    TimeSpan wanted = span.intersect(view.visible());
    return merge(ordinal, ascending, (source, one) -> source.points(one, field, wanted, ascending));
  }

  @Override
  public Optional<Cursor> times(int ordinal, TimeSpan span, boolean ascending) {
    TimeSpan wanted = span.intersect(view.visible());
    return merge(ordinal, ascending, (source, one) -> source.times(one, wanted, ascending));
  }

  /// All points of a series and field, ascending, for those who write them to a file; empty when there are none.
  Optional<PointBlocks> pointBlocks(int ordinal, Column field) {
    TimeSpan wanted = view.visible();
    return blocks(ordinal, field.type(), (source, one) -> source.points(one, field, wanted, true));
  }

  /// The times of all rows of a series, ascending, as [#pointBlocks].
  Optional<PointBlocks> timeBlocks(int ordinal) {
    TimeSpan wanted = view.visible();
    return blocks(ordinal, ColumnType.TAG, (source, one) -> source.times(one, wanted, true));
  }

  private interface Opening {
    Optional<PointStream> open(Source source, int ordinal);
  }

  private Optional<Cursor> merge(int ordinal, boolean ascending, Opening opening) {
    List<CursorInput> inputs = inputs(ordinal, ascending, opening);
    if (inputs.isEmpty()) {
      return Optional.empty();
    }
    return SequentialCursor.of(inputs, ascending).or(() -> Optional.of(new MergeCursor(inputs, ascending)));
  }

  private Optional<PointBlocks> blocks(int ordinal, ColumnType type, Opening opening) {
    List<CursorInput> inputs = inputs(ordinal, true, opening);
    return inputs.isEmpty() ? Optional.empty() : Optional.of(PointBlocks.of(inputs, type));
  }

  /// Newest first.
  private List<CursorInput> inputs(int ordinal, boolean ascending, Opening opening) {
    List<CursorInput> inputs = new ArrayList<>();
    for (ShardView.Part part : view.parts(ordinal, () -> registry.key(ordinal))) {
      opening
          .open(part.source(), ordinal)
          .map(stream -> new CursorInput(stream, part.deleted(ordinal), ascending))
          .ifPresent(inputs::add);
    }
    return inputs;
  }
}
