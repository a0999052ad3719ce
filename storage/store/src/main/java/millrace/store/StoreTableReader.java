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
  private final List<Unread> setAside;
  private final boolean isUnwritten;
  private final StoreSeriesSet series;

  /// The spans that were asked for: only what misses from these is damage to the reader.
  private final Set<TimeSpan> asked = new LinkedHashSet<>();

  private boolean isClosed;

  private StoreTableReader(List<Column> columns, List<ShardView> views, SeriesRegistry registry, TimeSpan visible,
      List<FileHandle> held, List<Unread> setAside) {
    this.isUnwritten = views.isEmpty() && setAside.isEmpty() && registry.count() == 0;
    this.series = new StoreSeriesSet(registry, this::present);
    this.columns = List.copyOf(columns);
    this.views = views;
    this.registry = registry;
    this.visible = visible;
    this.held = held;
    this.setAside = setAside;
  }

  static StoreTableReader empty(List<Column> columns, List<Unread> setAside) {
    return new StoreTableReader(columns, List.of(), new SeriesRegistry(), TimeSpan.ALL, List.of(), setAside);
  }

  /// Notes what a table has now. The caller holds the store's lock.
  static StoreTableReader open(
      TableContents table, List<Column> columns, long cutoffNanos, List<Unread> setAside) {
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
    noteAsked(wanted);
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
  public int fileCount(TimeSpan span) {
    TimeSpan wanted = span.intersect(visible);
    return views.stream().filter(view -> view.shard().span().overlaps(wanted)).mapToInt(view -> view.fileCount(wanted)).sum();
  }

  @Override
  public synchronized List<String> damage() {
    return Stream.concat(setAside.stream(), views.stream().flatMap(view -> view.damage().stream()))
        .filter(unread -> asked.stream().anyMatch(unread::concerns))
        .map(Unread::text)
        .toList();
  }

  private synchronized void noteAsked(TimeSpan span) {
    asked.add(span);
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
    noteAsked(visible);
    BitSet present = new BitSet();
    views.forEach(view -> present.or(view.series()));
    return present;
  }
}
