package millrace.objectstore;

import static millrace.base.Checks.require;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The right of one process to a node's objects in a store, with an epoch that grows with each owner.
///
/// **The idea.** Owner number `e` is whoever stored `<node>/lease/<e>` by a conditional put; the greatest number owns.
/// Nothing is ever compared and swapped but a name that is free, which every store can do. The owner rewrites its own
/// object from time to time; taking over is storing the next number.
///
/// **Who may take over.** At once: when the holder gave the lease back; when it was a process of this machine that has
/// ended; where the store has [ProcessLocks], whoever gets the lock, since the operating system has freed it. Else the
/// newcomer watches the object for [Terms#lapse]: a holder that renews meanwhile lives, and the newcomer is refused; one
/// that does not has lapsed. No clocks of two machines are compared.
///
/// **What it does not do.** It keeps two processes from working side by side; it cannot stop one that was asleep and
/// wakes up after its lease was taken over. What such a one writes is kept out by conditional puts: of the log, where
/// the new owner's epoch begins with a segment of its own, and of manifests. It learns of its loss at the next renewal,
/// and [#whenLost] says so.
///
/// Threads: any.
public final class Lease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int CLAIMS = 5;

  /// Objects of earlier owners that stay, so that one that wakes up late still finds its successor's.
  private static final int KEPT = 8;

  private final ObjectStore store;
  private final String node;
  private final long epoch;
  private final Optional<ProcessLocks.Held> lock;
  private final LeaseTimer timer;
  private final CompletableFuture<Void> lost = new CompletableFuture<>();

  // Guarded by this.
  private LeaseRecord written;
  private boolean isClosed;
  private boolean isFailing;

  /// How a lease is kept.
  ///
  /// @param renewal time between renewals
  /// @param lapse a lease that was not renewed for so long may be taken over
  public record Terms(Duration renewal, Duration lapse) {
    /// Renewed every three seconds, lapsed after ten.
    public static final Terms DEFAULT = new Terms(Duration.ofSeconds(3), Duration.ofSeconds(10));

    public Terms {
      require(renewal.isPositive() && renewal.plus(renewal).compareTo(lapse) < 0,
          "renewal every %s, expected less than half of the lapse of %s", renewal, lapse);
    }
  }

  private Lease(
      ObjectStore store, String node, long epoch, LeaseRecord written, Optional<ProcessLocks.Held> lock,
      LeaseTimer timer) {
    this.store = store;
    this.node = node;
    this.epoch = epoch;
    this.written = written;
    this.lock = lock;
    this.timer = timer;
  }

  /// Takes the lease of a node; waits for one that may have lapsed.
  ///
  /// @param node the first part of all its objects' names
  /// @param timer closed with the lease, or when it is refused
  /// @throws MillraceException with code CONFLICT when another process holds it, STORE_UNAVAILABLE
  public static Lease take(ObjectStore store, String node, LeaseHolder holder, Terms terms, LeaseTimer timer) {
    try {
      Optional<ProcessLocks> locks = store.locks();
      Optional<ProcessLocks.Held> lock = locks.flatMap(all -> all.tryLock(node));
      if (locks.isPresent() && lock.isEmpty()) {
        throw refusal(node, newest(store, node).map(Found::holder));
      }
      try {
        return claim(store, node, holder, terms, timer, lock);
      } catch (RuntimeException e) {
        lock.ifPresent(ProcessLocks.Held::close);
        throw e;
      }
    } catch (RuntimeException e) {
      timer.close();
      throw e;
    }
  }

  /// Grows with each owner, from 1 on.
  public long epoch() {
    return epoch;
  }

  /// Runs `action` when another process has taken the lease over, at once if it has.
  public void whenLost(Runnable action) {
    lost.thenRun(action);
  }

  /// Gives the lease back, so that the next owner need not wait. Twice is harmless.
  @Override
  public void close() {
    timer.close();
    synchronized (this) {
      if (isClosed) {
        return;
      }
      isClosed = true;
      if (!lost.isDone()) {
        release();
      }
    }
    lock.ifPresent(ProcessLocks.Held::close);
  }

  private void release() {
    try {
      store.put(name(node, epoch), written.released().encode());
    } catch (MillraceException e) {
      LOG.warn("lease {} could not be given back; it lapses by itself: {}", epoch, e.getMessage());
    }
  }

  /// One renewal.
  private void renew() {
    boolean isLost;
    synchronized (this) {
      if (isClosed || lost.isDone()) {
        return;
      }
      isLost = !isRenewed();
    }
    if (isLost) {
      LOG.error("another process has taken over lease {} of {}", epoch, node);
      lost.complete(null);
    }
  }

  private boolean isRenewed() {
    try {
      Optional<byte[]> there = store.get(name(node, epoch));
      boolean isOurs = there.isPresent() && LeaseRecord.decode(there.get()).nonce().equals(written.nonce());
      if (!isOurs || store.get(name(node, epoch + 1)).isPresent()) {
        return false;
      }
      LeaseRecord next = written.next();
      store.put(name(node, epoch), next.encode());
      written = next;
      isFailing = false;
    } catch (MillraceException e) {
      if (!isFailing) {
        LOG.warn("lease {} of {} could not be renewed, to be tried again: {}", epoch, node, e.getMessage());
      }
      isFailing = true;
    }
    return true;
  }

  private static Lease claim(
      ObjectStore store, String node, LeaseHolder holder, Terms terms, LeaseTimer timer,
      Optional<ProcessLocks.Held> lock) {
    LeaseRecord first = new LeaseRecord(holder, UUID.randomUUID(), 0, false);
    for (int attempt = 1; attempt <= CLAIMS; attempt++) {
      Optional<Found> before = newest(store, node);
      if (lock.isEmpty()) {
        before.ifPresent(found -> awaitLapse(store, node, found, terms, timer));
      }
      long epoch = before.map(Found::epoch).orElse(0L) + 1;
      if (store.putIfAbsent(name(node, epoch), first.encode())) {
        before.ifPresent(found -> LOG.info("lease {} of {} follows that of {}", epoch, node, found.holder()));
        removeOld(store, node, epoch);
        Lease lease = new Lease(store, node, epoch, first, lock, timer);
        if (lock.isEmpty()) {
          timer.every(terms.renewal(), lease::renew);
        }
        return lease;
      }
    }
    throw refusal(node, newest(store, node).map(Found::holder));
  }

  /// Returns when the holder has surely gone, or was silent for as long as the terms say.
  private static void awaitLapse(ObjectStore store, String node, Found found, Terms terms, LeaseTimer timer) {
    if (found.record().isReleased() || found.holder().isGone()) {
      return;
    }
    LOG.warn("node {} may still be in use by {}: watching its lease for up to {} seconds", node, found.holder(),
        terms.lapse().toSeconds());
    for (Duration waited = Duration.ZERO; waited.compareTo(terms.lapse()) < 0; waited = waited.plus(LOOK)) {
      timer.pause(LOOK);
      byte[] now = store.get(name(node, found.epoch())).orElse(found.content());
      LeaseRecord record = LeaseRecord.decode(now);
      if (record.isReleased()) {
        return;
      }
      if (!Arrays.equals(now, found.content())) {
        throw refusal(node, Optional.of(record.holder()));
      }
    }
  }

  /// The object with the greatest number.
  private record Found(long epoch, byte[] content) {
    LeaseRecord record() {
      return LeaseRecord.decode(content);
    }

    LeaseHolder holder() {
      return record().holder();
    }
  }

  private static Optional<Found> newest(ObjectStore store, String node) {
    List<Long> epochs = epochs(store, node);
    if (epochs.isEmpty()) {
      return Optional.empty();
    }
    long newest = epochs.getLast();
    return Optional.of(new Found(newest, store.get(name(node, newest)).orElse(new byte[0])));
  }

  private static void removeOld(ObjectStore store, String node, long epoch) {
    try {
      epochs(store, node).stream().filter(old -> old < epoch - KEPT).forEach(old -> store.delete(name(node, old)));
    } catch (MillraceException e) {
      LOG.warn("leases of earlier owners of {} stay for now: {}", node, e.getMessage());
    }
  }

  private static List<Long> epochs(ObjectStore store, String node) {
    String folder = node + "/lease/";
    return store.list(folder, "").stream()
        .map(object -> object.name().substring(folder.length()))
        .filter(name -> name.matches("[0-9]{11,18}"))
        .map(Long::valueOf)
        .toList();
  }

  private static String name(String node, long epoch) {
    return String.format(Locale.ROOT, "%s/lease/%011d", node, epoch);
  }

  private static MillraceException refusal(String node, Optional<LeaseHolder> holder) {
    return new MillraceException(
        ErrorCode.CONFLICT,
        "node " + node + " is in use by " + holder.map(LeaseHolder::toString).orElse("another process")
            + ": stop it first, or start this one with another --node-id");
  }
}
