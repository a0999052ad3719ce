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
    int registryOrdinal = series.get().toRegistry(ordinal);
    TimeSpan wanted = span.intersect(view.visible());
    List<MergeCursor.Input> inputs = new ArrayList<>();
    for (ShardView.Part part : view.parts()) {
      part.source()
          .points(registryOrdinal, field, wanted, ascending)
          .map(stream -> new MergeCursor.Input(stream, part.deleted(registryOrdinal)))
          .ifPresent(inputs::add);
    }
    return inputs.isEmpty() ? Optional.empty() : Optional.of(new MergeCursor(inputs, ascending));
  }
}
