package millrace.store;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.SeriesSet;
import millrace.columns.ShardReader;
import millrace.columns.TableReader;

/// A table as it was when the reader was opened.
///
/// Threads: any.
final class StoreTableReader implements TableReader {
  private final List<Column> columns;
  private final List<ShardView> views;
  private final SeriesRegistry registry;
  private final TimeSpan visible;
  private final List<FileHandle> held;
  private final List<String> setAside;
  private boolean isClosed;
  private StoreSeriesSet series;

  private StoreTableReader(List<Column> columns, List<ShardView> views, SeriesRegistry registry, TimeSpan visible,
      List<FileHandle> held, List<String> setAside) {
    this.columns = List.copyOf(columns);
    this.views = views;
    this.registry = registry;
    this.visible = visible;
    this.held = held;
    this.setAside = setAside;
  }

  static StoreTableReader empty(List<Column> columns) {
    return new StoreTableReader(columns, List.of(), new SeriesRegistry(), TimeSpan.ALL, List.of(), List.of());
  }

  /// Notes what a table has now. The caller holds the store's lock.
  static StoreTableReader open(
      TableContents table, List<Column> columns, long cutoffNanos, List<String> setAside) {
    TimeSpan visible = new TimeSpan(cutoffNanos, Long.MAX_VALUE);
    List<ShardView> views = new ArrayList<>();
    List<FileHandle> held = new ArrayList<>();
    for (ShardContents contents : table.shards()) {
      if (contents.shard().span().overlaps(visible)) {
        views.add(new ShardView(contents.shard(), contents.sources(), table.tombstones(), visible));
        held.addAll(contents.files());
      }
    }
    held.forEach(FileHandle::acquire);
    return new StoreTableReader(columns, views, table.registry(), visible, held, setAside);
  }

  /// A reader of one view alone.
  static StoreTableReader over(ShardView view, List<Column> columns, SeriesRegistry registry) {
    return new StoreTableReader(columns, List.of(view), registry, TimeSpan.ALL, List.of(), List.of());
  }

  @Override
  public List<Column> columns() {
    return columns;
  }

  @Override
  public boolean isUnwritten() {
    return registry.count() == 0;
  }

  @Override
  public SeriesSet series() {
    return seriesSet();
  }

  @Override
  public List<ShardReader> shards(TimeSpan span) {
    TimeSpan wanted = span.intersect(visible);
    List<ShardReader> shards = new ArrayList<>();
    for (ShardView view : views) {
      if (view.shard().span().overlaps(wanted) && view.hasRows()) {
        shards.add(new StoreShardReader(view, this::seriesSet));
      }
    }
    return shards;
  }

  @Override
  public List<String> damage() {
    return Stream.concat(setAside.stream(), views.stream().flatMap(view -> view.damage().stream())).toList();
  }

  @Override
  public void close() {
    synchronized (this) {
      if (isClosed) {
        return;
      }
      isClosed = true;
    }
    held.forEach(FileHandle::release);
  }

  private synchronized StoreSeriesSet seriesSet() {
    if (series == null) {
      BitSet present = new BitSet();
      views.forEach(view -> present.or(view.series()));
      series = new StoreSeriesSet(registry, present);
    }
    return series;
  }
}
