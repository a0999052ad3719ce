package millrace.server;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import millrace.base.Clock;
import millrace.catalog.Catalog;
import millrace.catalog.Database;
import millrace.catalog.DatabaseCommand.DropDatabase;
import millrace.catalog.Deletion;
import millrace.catalog.RetentionPolicy;
import millrace.catalog.Table;
import millrace.catalog.TableCommand.DropTable;
import millrace.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends what was soft-deleted: removes the data when it is due, and after a time of grace the entry in the catalog.
///
/// Nothing is noted down beside the catalog, which has the time, and the store, which has the data: each round does what
/// is due and not done, so a crash or a failure between any two steps costs no more than another round. Rows that a
/// write under way brings after the data is gone go with the next round, which is why the entry, and with it the
/// table's id, stays for a while.
///
/// Threads: one of its own, `deletion-sweep`; [#sweep] from any.
final class DeletionSweep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("millrace.server.deletion");

  private final Catalog catalog;
  private final Store store;
  private final Duration grace;
  private final Clock clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("deletion-sweep").daemon().factory());

  /// @param grace how long the entry outlives the data
  DeletionSweep(Catalog catalog, Store store, Duration grace, Clock clock) {
    this.catalog = catalog;
    this.store = store;
    this.grace = grace;
    this.clock = clock;
  }

  /// Sweeps now and then.
  ///
  /// @param pause between one round and the next
  static DeletionSweep start(Catalog catalog, Store store, Duration grace, Clock clock, Duration pause) {
    DeletionSweep sweep = new DeletionSweep(catalog, store, grace, clock);
    sweep.thread.scheduleWithFixedDelay(sweep::guarded, 0, pause.toNanos(), TimeUnit.NANOSECONDS);
    return sweep;
  }

  /// What fails now is tried again in the next round.
  private void guarded() {
    try {
      sweep();
    } catch (RuntimeException e) {
      LOG.warn("removing deleted data failed, to be tried again: {}", e.getMessage(), e);
    }
  }

  /// Does what is due.
  ///
  /// @throws millrace.base.MillraceException with code STORE_UNAVAILABLE; the rest waits for the next call
  void sweep() {
    for (Database database : catalog.state().databases()) {
      if (isDue(database.deletion(), Duration.ZERO)) {
        end(database);
      } else {
        database.policies().forEach(policy -> sweep(database, policy));
      }
    }
  }

  private void sweep(Database database, RetentionPolicy policy) {
    for (Table table : policy.tables()) {
      if (isDue(table.deletion(), Duration.ZERO)) {
        end(database, policy, table);
      }
    }
  }

  private void end(Database database) {
    if (store.dropDatabase(database.id())) {
      LOG.info("removed the data of deleted database \"{}\"", database.name());
    }
    if (isDue(database.deletion(), grace)) {
      catalog.apply(new DropDatabase(database.name()));
    }
  }

  private void end(Database database, RetentionPolicy policy, Table table) {
    if (store.dropTable(table.id())) {
      LOG.info("removed the data of deleted table \"{}\".\"{}\"", database.name(), table.name());
    }
    if (isDue(table.deletion(), grace)) {
      catalog.apply(new DropTable(database.name(), policy.name(), table.name()));
    }
  }

  private boolean isDue(Optional<Deletion> deletion, Duration later) {
    return deletion.isPresent()
        && deletion.get().hardDeleteNanos().isPresent()
        && clock.nowNanos() - later.toNanos() >= deletion.get().hardDeleteNanos().getAsLong();
  }

  /// Ends after the round that is running.
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.warn("deleted data is still being removed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
