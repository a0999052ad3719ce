package millrace.store;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
  private final List<SetAside> setAside;
  private final boolean isUnwritten;
  private final StoreSeriesSet series;
  private final Set<String> damage = new LinkedHashSet<>();
  private boolean isClosed;

  private StoreTableReader(List<Column> columns, List<ShardView> views, SeriesRegistry registry, TimeSpan visible,
      List<FileHandle> held, List<SetAside> setAside) {
    this.isUnwritten = views.isEmpty() && setAside.isEmpty() && registry.count() == 0;
    this.series = new StoreSeriesSet(registry, this::present);
    this.columns = List.copyOf(columns);
    this.views = views;
    this.registry = registry;
    this.visible = visible;
    this.held = held;
    this.setAside = setAside;
  }

  /// A damaged file that a reader cannot show.
  ///
  /// @param span of its rows
  record SetAside(String text, TimeSpan span) {}

  static StoreTableReader empty(List<Column> columns, List<SetAside> setAside) {
    return new StoreTableReader(columns, List.of(), new SeriesRegistry(), TimeSpan.ALL, List.of(), setAside);
  }

  /// Notes what a table has now. The caller holds the store's lock.
  static StoreTableReader open(
      TableContents table, List<Column> columns, long cutoffNanos, List<SetAside> setAside) {
    TimeSpan visible = new TimeSpan(cutoffNanos, Long.MAX_VALUE);
    List<ShardView> views = new ArrayList<>();
    List<FileHandle> held = new ArrayList<>();
    List<Tombstone> tombstones = List.copyOf(table.tombstones());
    for (ShardContents contents : table.shards()) {
      if (contents.shard().span().overlaps(visible)) {
        views.add(new ShardView(contents.shard(), contents.sources(), tombstones, visible));
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
    return isUnwritten;
  }

  @Override
  public SeriesSet series() {
    return series;
  }

  @Override
  public List<ShardReader> shards(TimeSpan span) {
    TimeSpan wanted = span.intersect(visible);
    noteSetAside(wanted);
    List<ShardReader> shards = new ArrayList<>();
    for (ShardView view : views) {
      if (view.shard().span().overlaps(wanted)) {
        view.noteKnownDamage();
        if (view.hasRows()) {
          shards.add(new StoreShardReader(view, series, registry));
        }
      }
    }
    return shards;
  }

  @Override
  public synchronized List<String> damage() {
    return Stream.concat(damage.stream(), views.stream().flatMap(view -> view.damage().stream())).toList();
  }

  private synchronized void noteSetAside(TimeSpan wanted) {
    setAside.stream().filter(file -> file.span.overlaps(wanted)).forEach(file -> damage.add(file.text));
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

  private BitSet present() {
    noteSetAside(visible);
    BitSet present = new BitSet();
    views.forEach(view -> present.or(view.series()));
    return present;
  }
}
