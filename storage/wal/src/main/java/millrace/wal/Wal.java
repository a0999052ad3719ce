package millrace.wal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import millrace.base.Clock;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.columns.WriteBatch;
import millrace.objectstore.ObjectStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The write-ahead log of one node: makes each write durable before it is answered, and tells listeners of each flush
/// interval.
///
/// **The idea.** Writers encode their batches on their own threads, queue them and wait. One commit thread takes
/// whatever is queued, makes it durable as one group, hands it to the buffer in order and answers the writers. While it
/// waits for the disk, the next group gathers by itself: the slower the disk, the larger the groups.
///
/// **Two kinds of store.** Where objects can grow (a folder), the interval's segment is an open file and a group costs
/// one append and one sync; a writer waits a few milliseconds. Where they cannot (a bucket), writes gather until the
/// interval ends and the group is the segment, stored by one conditional put; a writer waits for the interval to end.
/// Both are a [SegmentOutput].
///
/// **The interval.** The timer's tick seals the open segment; so does reaching the size limit. An interval without
/// writes leaves no trace. A sealed interval goes to the [FlushListener]s, each on its own thread.
///
/// **Failures.** A group that cannot be stored fails for the writers who wait, and is kept for another try for those
/// who do not (`no_sync`). Nothing of a failed group counts at a later start: each header says how much of the segment
/// before it counts. There is no state to leave: the next group is tried as if nothing had happened, and works once the
/// store does. The queue is bounded, so memory is too.
///
/// **Invariants.** The buffer sees batches in log order, each once, durable. A writer is answered after that. A segment
/// in the listeners' hands is ended, and all of it is in the buffer. What [#start] replays is exactly what the buffer
/// saw.
///
/// Turned down: a sync per write (a hundred times slower with many writers), answering before the sync, one put per
/// write.
///
/// Threads: any, for all methods.
public final class Wal implements SealedLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Wal.class);

  private final ObjectStore store;
  private final WalOwner owner;
  private final WalOptions options;
  private final Clock clock;
  private final FlushTimer timer;
  private final Consumer<AppendedBatch> buffer;
  private final WalNames names;
  private final WalReader reader;
  private final WriteQueue queue;
  private final List<ListenerThread> listeners = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> fenced = new CompletableFuture<>();
  private volatile SegmentHold hold = SegmentHold.NONE;

  private volatile Optional<Thread> commitThread = Optional.empty();
  private volatile Ended ended = new Ended(0, SegmentHeader.UNKNOWN);

  // Touched by the commit thread only.
  private final List<WriteBatch> interval = new ArrayList<>();
  private long intervalSequence;
  private long intervalBytes;
  private int lost;

  /// Touches nothing yet; [#start] does.
  ///
  /// @param buffer takes every batch once it is durable, in the log's order, before its writer is answered; called on
  ///     one thread at a time. It may block, which holds up all writes
  public Wal(
      ObjectStore store,
      WalOwner owner,
      WalOptions options,
      Clock clock,
      FlushTimer timer,
      Consumer<AppendedBatch> buffer) {
    this.store = store;
    this.owner = owner;
    this.options = options;
    this.clock = clock;
    this.timer = timer;
    this.buffer = buffer;
    this.names = new WalNames(owner.node());
    this.reader = new WalReader(store, names);
    this.queue = new WriteQueue(options);
  }

  /// The newest ended segment.
  private record Ended(long sequence, long length) {}

  /// Hands every batch of segment `fromSequence` and later ones to the buffer, in order, then begins to take writes.
  /// Called once.
  ///
  /// @param fromSequence first segment that no manifest covers; 1 for a fresh node
  /// @throws millrace.base.MillraceException with code CORRUPT for damage when the options say so, or for a format
  ///     newer than this server; STORE_UNAVAILABLE when the log cannot be read
  public ReplayReport start(long fromSequence) {
    store.appendable().ifPresent(_ -> store.put(names.owner(), GrowingSegments.ownerContent(owner)));
    WalReplay.Outcome outcome =
        new WalReplay(store, owner, clock, options.failOnError(), buffer).run(fromSequence);
    long next = outcome.report().nextSequence();
    ended = new Ended(next - 1, outcome.lastLength());
    SegmentOutput output = output(new SegmentSeries(store, owner, clock, next, outcome.lastLength()));
    queue.open();
    commitThread = Optional.of(Thread.ofPlatform().name("wal-commit").daemon().start(() -> run(output)));
    timer.start(options.flushInterval(), queue::tick);
    return outcome.report();
  }

  /// Stores a batch; returns when it is durable and the buffer has it.
  ///
  /// @throws millrace.base.MillraceException with code STORE_UNAVAILABLE when the store or the queue cannot take it, or
  ///     another process owns the log now; SHUTTING_DOWN after close
  public WalPosition append(WriteBatch batch) {
    QueuedWrite write = QueuedWrite.of(batch, true);
    queue.offer(write);
    return write.await();
  }

  /// Queues a batch and returns at once; it becomes durable and visible with the next group. Lost if the process dies
  /// before, kept and tried again if the store fails.
  ///
  /// @throws millrace.base.MillraceException as [#append]
  public void appendNoSync(WriteBatch batch) {
    queue.offer(QueuedWrite.of(batch, false));
  }

  /// Listens to every interval sealed from now on.
  public void addListener(FlushListener listener) {
    listeners.add(new ListenerThread(listener, options.listenerBytes(), this::scanned));
  }

  /// Makes everything queued before this call durable, as far as the store lets it, and ends the interval.
  ///
  /// @return the last sealed segment, 0 when there is none
  public long seal() {
    queue.requestSeal().join();
    return sealedSequence();
  }

  /// Every batch of the newest sealed segment and of earlier ones is in the buffer.
  @Override
  public long sealedSequence() {
    return ended.sequence();
  }

  @Override
  public long firstSequence() {
    List<Long> segments = reader.list().segments();
    return segments.isEmpty() ? sealedSequence() + 1 : segments.getFirst();
  }

  @Override
  public Optional<SealedInterval> read(long sequence) {
    return scanned(sequence).filter(interval -> !interval.batches().isEmpty());
  }

  /// Keeps segments for somebody who reads the log late; [#trim] asks each time. Called once at most.
  public void hold(SegmentHold newHold) {
    hold = newHold;
  }

  /// Removes segments that a manifest covers, but for the newest few that the options keep and those on hold.
  ///
  /// @param coveredSequence the manifest covers this segment and all before it
  /// @throws millrace.base.MillraceException with code STORE_UNAVAILABLE; segments may be left, for the next call
  public void trim(long coveredSequence) {
    long covered = Math.min(coveredSequence, sealedSequence());
    SegmentTrim trim =
        SegmentTrim.plan(
            reader.list().sizes(), covered, options.coveredSegmentsToKeep(), hold.neededFrom().getAsLong(), hold.maxBytes());
    if (trim.givenUp() > 0) {
      LOG.warn(
          "{} WAL files that were kept for slow readers are removed: they take more than {} bytes",
          trim.givenUp(), hold.maxBytes());
    }
    trim.remove().forEach(sequence -> store.delete(names.segment(sequence)));
  }

  /// Runs `action` when another process turns out to own the log, at once if it did; from then on every write fails.
  public void whenFenced(Runnable action) {
    fenced.thenRun(action);
  }

  /// Takes no more writes, makes everything queued durable, seals. Twice is harmless.
  ///
  /// @throws millrace.base.MillraceException with code STORE_UNAVAILABLE when writes accepted without waiting could not
  ///     be stored
  @Override
  public void close() {
    timer.close();
    if (!queue.close()) {
      return;
    }
    commitThread.ifPresent(Wal::joinThread);
    listeners.forEach(ListenerThread::close);
    if (lost > 0) {
      throw new MillraceException(
          ErrorCode.STORE_UNAVAILABLE, lost + " writes accepted without sync could not be stored before shutdown");
    }
  }

  private Optional<SealedInterval> scanned(long sequence) {
    Ended newest = ended;
    if (sequence > newest.sequence()) {
      return Optional.empty();
    }
    Optional<ScannedSegment> segment =
        sequence == newest.sequence() ? reader.scan(sequence, newest.length()) : reader.scan(sequence);
    return segment.map(found -> new SealedInterval(sequence, found.batches()));
  }

  private SegmentOutput output(SegmentSeries series) {
    return store
        .appendable()
        .<SegmentOutput>map(growing -> new GrowingSegments(store, growing, owner, series))
        .orElseGet(() -> new WholeSegments(store, series));
  }

  private void run(SegmentOutput output) {
    try {
      boolean isLast = false;
      while (!isLast) {
        WriteQueue.Work work = queue.take(output.isByInterval());
        if (!work.writes().isEmpty()) {
          commit(output, work.writes(), work.isLast());
        }
        if (work.isSeal() || output.isByInterval() || output.openBytes() >= options.maxSegmentBytes()) {
          endInterval(output);
        }
        work.sealWaiters().forEach(waiter -> waiter.complete(null));
        isLast = work.isLast();
      }
    } catch (InterruptedException e) {
      LOG.error("the WAL's commit thread was interrupted; no more writes are stored");
    } finally {
      queue.finish();
    }
  }

  private void commit(SegmentOutput output, List<QueuedWrite> group, boolean isLast) {
    WalPosition first;
    try {
      if (fenced.isDone()) {
        throw new Fenced();
      }
      first = output.write(group);
    } catch (RuntimeException | Error e) {
      fail(output, group, e, isLast);
      return;
    }
    intervalSequence = first.sequence();
    for (int i = 0; i < group.size(); i++) {
      QueuedWrite write = group.get(i);
      interval.add(write.batch());
      intervalBytes += write.sizeBytes();
      accept(write, new WalPosition(first.sequence(), first.position() + i));
    }
    queue.release(group);
  }

  private void accept(QueuedWrite write, WalPosition position) {
    try {
      buffer.accept(new AppendedBatch(position.sequence(), position.position(), write.batch()));
      write.result().complete(position);
    } catch (RuntimeException | Error e) {
      LOG.error("batch {} of WAL segment {} could not be taken in", position.position(), position.sequence(), e);
      write.result().completeExceptionally(e);
    }
  }

  private void fail(SegmentOutput output, List<QueuedWrite> group, Throwable failure, boolean isLast) {
    LOG.error("{} writes could not be stored in the WAL: {}", group.size(), failure.getMessage());
    endInterval(output);
    boolean retries = !isLast && !(failure instanceof Fenced);
    List<QueuedWrite> kept = group.stream().filter(write -> retries && !write.isAwaited()).toList();
    List<QueuedWrite> answered = group.stream().filter(write -> !retries || write.isAwaited()).toList();
    lost += (int) answered.stream().filter(write -> !write.isAwaited()).count();
    if (failure instanceof Fenced) {
      queue.fence();
      fenced.complete(null);
    }
    queue.putBack(kept);
    queue.release(answered);
    answered.forEach(write -> write.result().completeExceptionally(storeFailure(failure)));
  }

  private static MillraceException storeFailure(Throwable failure) {
    return failure instanceof MillraceException known
        ? known
        : new MillraceException(ErrorCode.INTERNAL, "storing the write failed: " + failure, failure);
  }

  private void endInterval(SegmentOutput output) {
    output.seal();
    if (output.endedSequence() >= intervalSequence) {
      ended = new Ended(output.endedSequence(), output.endedLength());
      publish();
    }
  }

  /// Hands the interval to the listeners, if there is anything in it.
  private void publish() {
    if (interval.isEmpty()) {
      return;
    }
    SealedInterval sealed = new SealedInterval(intervalSequence, interval);
    listeners.forEach(listener -> listener.offer(sealed, intervalBytes));
    interval.clear();
    intervalBytes = 0;
  }

  private static void joinThread(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
