package millrace.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.Cursor;
import millrace.columns.ShardReader;

/// One table in one shard, as the table's reader noted it.
///
/// Threads: any; each cursor one.
final class StoreShardReader implements ShardReader {
  private final ShardView view;
  private final Supplier<StoreSeriesSet> series;

  StoreShardReader(ShardView view, Supplier<StoreSeriesSet> series) {
    this.view = view;
    this.series = series;
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
    return series.get().sorted(view.series());
  }

  @Override
  public Optional<Cursor> cursor(int ordinal, Column field, TimeSpan span, boolean ascending) {
    TimeSpan wanted = span.intersect(view.visible());
    return merge(ordinal, ascending, (source, registered) -> source.points(registered, field, wanted, ascending));
  }

  @Override
  public Optional<Cursor> times(int ordinal, TimeSpan span, boolean ascending) {
    TimeSpan wanted = span.intersect(view.visible());
    return merge(ordinal, ascending, (source, registered) -> source.times(registered, wanted, ascending));
  }

  private interface Opening {
    Optional<PointStream> open(Source source, int registryOrdinal);
  }

  private Optional<Cursor> merge(int ordinal, boolean ascending, Opening opening) {
    int registered = series.get().toRegistry(ordinal);
    List<CursorInput> inputs = new ArrayList<>();
    for (ShardView.Part part : view.parts()) {
      opening
          .open(part.source(), registered)
          .map(stream -> new CursorInput(stream, part.deleted(registered), ascending))
          .ifPresent(inputs::add);
    }
    if (inputs.isEmpty()) {
      return Optional.empty();
    }
    return SequentialCursor.of(inputs, ascending).or(() -> Optional.of(new MergeCursor(inputs, ascending)));
  }
}
