package millrace.store;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import millrace.base.MillraceException;
import millrace.objectstore.ObjectStore;
import millrace.wal.FlushTimer;
import millrace.wal.ReplayReport;
import millrace.wal.Wal;
import millrace.wal.WalOptions;
import millrace.wal.WalOwner;

/// One life of a node: a store with its write-ahead log, as a server has them, from the start to whatever ends it.
final class NodeLife {
  private static final StoreOptions OPTIONS = new StoreOptions("n", 20_000, 4, 1 << 14, 2).withManifestBytes(300);

  private final GrowingSchema schema;
  private final Store store;
  private final Wal wal;
  private final ReplayReport replayed;

  /// @param epoch counts the lives
  /// @throws MillraceException with code STORE_UNAVAILABLE when it does not get to live
  NodeLife(ObjectStore objects, GrowingSchema schema, long epoch) {
    this.schema = schema;
    this.store = new Store(objects, schema, OPTIONS);
    store.claim();
    // Where objects do not grow, a write waits for a segment's end: every one fills its own.
    WalOptions walOptions = WalOptions.DEFAULTS.withCoveredSegmentsToKeep(0);
    this.wal = new Wal(
        objects, new WalOwner("n", epoch, UUID.randomUUID()),
        objects.appendable().isPresent() ? walOptions : walOptions.withMaxSegmentBytes(1), () -> 0, new NoTimer(),
        appended -> store.apply(appended.batch(), appended.sequence(), appended.position()));
    store.onCovered(wal::trim);
    this.replayed = wal.start(store.firstNeededSegment());
    store.endReplay();
  }

  Store store() {
    return store;
  }

  /// What the log's start found wrong.
  List<String> damage() {
    return replayed.damage();
  }

  /// Does one step of a history; returns when it is acknowledged.
  ///
  /// @throws MillraceException when it is not
  void take(RandomHistory.Step step) {
    switch (step) {
      case RandomHistory.Write(long table, List<RandomHistory.Row> added) -> {
        Rows rows = new Rows(schema, table);
        added.forEach(row -> rows.add(row.series(), row.time(), row.values()));
        wal.append(rows.batch());
      }
      case RandomHistory.Seal() -> wal.seal();
      case RandomHistory.Delete(long table, var series, var span) -> store.delete(
          table, series.<SeriesSelection>map(SeriesSelection.Keys::new).orElse(new SeriesSelection.All()), span);
      case RandomHistory.Drop(long table) -> store.dropTable(table);
      case RandomHistory.Expire(long beforeNanos) -> schema.expireBefore(Math.max(schema.cutoffNanos(0), beforeNanos));
    }
  }

  /// Ends the threads of a node whose objects are gone: nothing is put in order.
  void bury() {
    wal.close();
    store.close();
  }

  /// Intervals end only when the test seals them.
  private static final class NoTimer implements FlushTimer {
    @Override
    public void start(Duration interval, Runnable tick) {
      // The test seals.
    }

    @Override
    public void close() {
      // There is nothing to stop.
    }
  }
}
