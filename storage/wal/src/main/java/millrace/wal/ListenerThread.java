package millrace.wal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongFunction;
import millrace.base.MillraceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands intervals to one listener, on a thread of its own. What it falls behind on is kept in memory up to a number of
/// bytes; beyond that only the sequences are kept, as ranges, and the intervals are read back from the log when their
/// turn comes.
final class ListenerThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ListenerThread.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final FlushListener listener;
  private final LongFunction<Optional<SealedInterval>> log;
  private final long keptBytesLimit;
  private final Thread thread;

  // Guarded by this.
  private final Deque<Behind> behind = new ArrayDeque<>();
  private long keptBytes;
  private boolean isClosed;

  /// @param log reads an interval back: empty when it is gone, without batches when it never counted
  ListenerThread(FlushListener listener, long keptBytesLimit, LongFunction<Optional<SealedInterval>> log) {
    this.listener = listener;
    this.keptBytesLimit = keptBytesLimit;
    this.log = log;
    this.thread = Thread.ofPlatform().name("wal-flush-listener").daemon().start(this::run);
  }

  private sealed interface Behind {
    record Kept(SealedInterval interval, long bytes) implements Behind {}

    record InLog(long first, long last) implements Behind {}
  }

  /// Takes note of an interval; never waits.
  synchronized void offer(SealedInterval interval, long bytes) {
    if (behind.isEmpty() || (behind.getLast() instanceof Behind.Kept && keptBytes + bytes <= keptBytesLimit)) {
      behind.add(new Behind.Kept(interval, bytes));
      keptBytes += bytes;
    } else if (behind.getLast() instanceof Behind.InLog(long first, long _)) {
      behind.removeLast();
      behind.add(new Behind.InLog(first, interval.sequence()));
    } else {
      behind.add(new Behind.InLog(interval.sequence(), interval.sequence()));
    }
    notifyAll();
  }

  /// Waits a little for the call that runs now; what the listener is behind on is not handed over any more.
  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
      notifyAll();
    }
    try {
      if (Thread.currentThread() != thread && !thread.join(PATIENCE)) {
        LOG.warn("a flush listener still runs {} seconds after the log was closed", PATIENCE.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    for (Optional<Behind> next = take(); next.isPresent(); next = take()) {
      switch (next.get()) {
        case Behind.Kept(SealedInterval interval, long _) -> handOver(interval);
        case Behind.InLog(long first, long last) -> handOverFromLog(first, last);
      }
    }
  }

  private void handOver(SealedInterval interval) {
    try {
      listener.onFlush(interval);
    } catch (RuntimeException e) {
      LOG.error("a flush listener failed on interval {}", interval.sequence(), e);
    }
  }

  private void handOverFromLog(long first, long last) {
    long missedFrom = 0;
    for (long sequence = first; sequence <= last && !isClosed(); sequence++) {
      Optional<SealedInterval> interval = readBack(sequence);
      if (interval.isEmpty()) {
        missedFrom = missedFrom == 0 ? sequence : missedFrom;
        continue;
      }
      missed(missedFrom, sequence - 1);
      missedFrom = 0;
      interval.filter(found -> !found.batches().isEmpty()).ifPresent(this::handOver);
    }
    missed(missedFrom, last);
  }

  private void missed(long from, long to) {
    if (from == 0) {
      return;
    }
    LOG.warn("a flush listener misses intervals {} to {}, which are no longer in the log", from, to);
    try {
      listener.onMissed(from, to);
    } catch (RuntimeException e) {
      LOG.error("a flush listener failed on the loss of intervals {} to {}", from, to, e);
    }
  }

  private Optional<SealedInterval> readBack(long sequence) {
    try {
      return log.apply(sequence);
    } catch (MillraceException e) {
      LOG.warn("interval {} could not be read back for a flush listener: {}", sequence, e.getMessage());
      return Optional.empty();
    }
  }

  private synchronized boolean isClosed() {
    return isClosed;
  }

  private synchronized Optional<Behind> take() {
    while (behind.isEmpty() && !isClosed) {
      try {
        wait();
      } catch (InterruptedException e) {
        return Optional.empty();
      }
    }
    if (isClosed) {
      return Optional.empty();
    }
    Behind next = behind.poll();
    if (next instanceof Behind.Kept(SealedInterval _, long bytes)) {
      keptBytes -= bytes;
    }
    return Optional.of(next);
  }
}
