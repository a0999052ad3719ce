package millrace.store;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
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
  private final List<ShardContents.Files> shards;
  private final Function<ShardContents.Files, ShardView> toView;
  private final SeriesRegistry registry;
  private final TimeSpan visible;
  private final Runnable release;
  private final List<Unread> setAside;
  private final boolean isUnwritten;
  private final StoreSeriesSet series;

  /// The shards that somebody has looked at.
  private final Map<Shard, ShardView> views = new ConcurrentHashMap<>();

  /// The spans that were asked for: only what misses from these is damage to the reader.
  private final Set<TimeSpan> asked = new LinkedHashSet<>();

  private boolean isClosed;

  private StoreTableReader(List<Column> columns, List<ShardContents.Files> shards,
      Function<ShardContents.Files, ShardView> toView, SeriesRegistry registry, TimeSpan visible, Runnable release,
      List<Unread> setAside) {
    this.toView = toView;
    this.release = release;
    this.isUnwritten = setAside.isEmpty() && registry.count() == 0
        && shards.stream().noneMatch(shard -> shard.shard().span().overlaps(visible));
    this.series = new StoreSeriesSet(registry, this::present);
    this.columns = List.copyOf(columns);
    this.shards = shards;
    this.registry = registry;
    this.visible = visible;
    this.setAside = setAside;
  }

  static StoreTableReader empty(List<Column> columns, List<Unread> setAside) {
    return new StoreTableReader(columns, List.of(), StoreTableReader::noView, new SeriesRegistry(), TimeSpan.ALL,
        () -> {}, setAside);
  }

  /// Notes what a table has now: of its files all at once, of rows in memory how many there are. The caller holds the
  /// store's lock.
  static StoreTableReader open(
      TableContents table, List<Column> columns, long cutoffNanos, List<Unread> setAside) {
    TimeSpan visible = new TimeSpan(cutoffNanos, Long.MAX_VALUE);
    List<Tombstone> tombstones = List.copyOf(table.tombstones());
    Map<ShardContents, List<Source>> logs = new IdentityHashMap<>();
    table.buffered().forEach(contents -> logs.put(contents, contents.logSources()));
    Function<ShardContents.Files, ShardView> toView = shard -> new ShardView(
        shard.shard(), ShardContents.sources(logs.getOrDefault(shard.contents(), List.of()), shard.files()), tombstones,
        visible);
    long since = table.readers().begin();
    return new StoreTableReader(
        columns, table.files(), toView, table.registry(), visible, () -> table.readers().end(since), setAside);
  }

  /// A reader of one view alone.
  static StoreTableReader over(ShardView view, List<Column> columns, SeriesRegistry registry) {
    ShardContents.Files only = new ShardContents(view.shard(), new TableReaders(), _ -> {}).listed();
    return new StoreTableReader(columns, List.of(only), shard -> view, registry, TimeSpan.ALL, () -> {}, List.of());
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
    return List.copyOf(storeShards(span));
  }

  /// What [#shards] gives.
  List<StoreShardReader> storeShards(TimeSpan span) {
    TimeSpan wanted = span.intersect(visible);
    noteAsked(wanted);
    List<StoreShardReader> found = new ArrayList<>();
    for (ShardView view : views(wanted)) {
      view.noteKnownDamage();
      if (view.hasRows()) {
        found.add(new StoreShardReader(view, series, registry));
      }
    }
    return found;
  }

  @Override
  public int fileCount(TimeSpan span) {
    TimeSpan wanted = span.intersect(visible);
    return views(wanted).stream().mapToInt(view -> view.fileCount(wanted)).sum();
  }

  @Override
  public synchronized List<String> damage() {
    Stream<ShardView> seen =
        views.values().stream().sorted(Comparator.comparingLong(view -> view.shard().span().startNanos()));
    return Stream.concat(setAside.stream(), seen.flatMap(view -> view.damage().stream()))
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
    release.run();
  }

  private BitSet present() {
    noteAsked(visible);
    BitSet present = new BitSet();
    views(visible).forEach(view -> present.or(view.series()));
    return present;
  }

  /// The shards that overlap a span; they are ascending by time and apart.
  private List<ShardView> views(TimeSpan span) {
    int first = ShardSpans.firstEndingAfter(span.startNanos(), shards.size(), i -> shards.get(i).shard());
    return shards.stream()
        .skip(first)
        .takeWhile(shard -> shard.shard().span().startNanos() < span.endNanos())
        .filter(shard -> shard.shard().span().overlaps(span))
        .map(shard -> views.computeIfAbsent(shard.shard(), _ -> toView.apply(shard)))
        .toList();
  }

  private static ShardView noView(ShardContents.Files shard) {
    throw new IllegalStateException("an empty reader has no shard " + shard.shard());
  }
}
