package millrace.wal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Writes that wait for the commit thread. Bounded by count and bytes; a writer that finds it full is refused.
///
/// A write counts against the bounds until it is answered. After a failure the queue rests until a tick or a new write,
/// so that writes kept for another try do not turn the commit thread in circles.
final class WriteQueue {
  private final WalOptions options;

  // All guarded by this.
  private final Deque<QueuedWrite> waiting = new ArrayDeque<>();
  private final List<CompletableFuture<Void>> sealWaiters = new ArrayList<>();
  private State state = State.NOT_STARTED;
  private boolean isResting;
  private boolean isSealDue;
  private boolean isFinished;
  private long waitingBytes;
  private int held;
  private long heldBytes;
  private int beforeSeal;

  WriteQueue(WalOptions options) {
    this.options = options;
  }

  private enum State {
    NOT_STARTED,
    OPEN,
    FENCED,
    CLOSED
  }

  /// What the commit thread is to do next.
  ///
  /// @param writes to store, in order; may be empty
  /// @param isSeal whether the interval ends after them
  /// @param sealWaiters to complete once it has ended
  /// @param isLast whether there is nothing after this
  record Work(
      List<QueuedWrite> writes, boolean isSeal, List<CompletableFuture<Void>> sealWaiters, boolean isLast) {}

  synchronized void open() {
    if (state == State.NOT_STARTED) {
      state = State.OPEN;
    }
  }

  /// @throws MillraceException with code STORE_UNAVAILABLE or SHUTTING_DOWN when it is refused
  synchronized void offer(QueuedWrite write) {
    checkOpen();
    if (held >= options.maxQueuedWrites() || heldBytes + write.sizeBytes() > limitFor(write)) {
      throw new MillraceException(ErrorCode.STORE_UNAVAILABLE, "wal buffer full with " + held + " ops");
    }
    waiting.add(write);
    waitingBytes += write.sizeBytes();
    held++;
    heldBytes += write.sizeBytes();
    isResting = false;
    notifyAll();
  }

  /// Asks for the interval to end after what waits now.
  synchronized CompletableFuture<Void> requestSeal() {
    CompletableFuture<Void> sealed = new CompletableFuture<>();
    if (isFinished || state == State.NOT_STARTED) {
      sealed.complete(null);
    } else {
      sealWaiters.add(sealed);
      tick();
    }
    return sealed;
  }

  synchronized void tick() {
    isSealDue = true;
    beforeSeal = waiting.size();
    isResting = false;
    notifyAll();
  }

  /// Waits for work.
  ///
  /// @param byInterval whether writes wait for the end of the interval, or for a segment's worth
  synchronized Work take(boolean byInterval) throws InterruptedException {
    while (!isSealDue && state != State.CLOSED && !isReady(byInterval)) {
      wait();
    }
    List<QueuedWrite> writes = new ArrayList<>();
    long bytes = 0;
    long room = options.maxSegmentBytes();
    while (!waiting.isEmpty() && (writes.isEmpty() || bytes + waiting.peek().sizeBytes() <= room)) {
      QueuedWrite write = waiting.poll();
      bytes += write.sizeBytes();
      writes.add(write);
    }
    waitingBytes -= bytes;
    beforeSeal -= Math.min(beforeSeal, writes.size());
    boolean isLast = state == State.CLOSED && waiting.isEmpty();
    boolean isSeal = isLast || (isSealDue && beforeSeal == 0);
    return new Work(writes, isSeal, isSeal ? takeSealWaiters() : List.of(), isLast);
  }

  /// Writes that are answered no longer count.
  synchronized void release(List<QueuedWrite> answered) {
    for (QueuedWrite write : answered) {
      held--;
      heldBytes -= write.sizeBytes();
    }
  }

  /// Takes writes back that are to be tried again, in front of all others.
  synchronized void putBack(List<QueuedWrite> writes) {
    for (QueuedWrite write : writes.reversed()) {
      waiting.addFirst(write);
      waitingBytes += write.sizeBytes();
    }
    isResting = true;
  }

  /// Refuses further writes for good.
  synchronized void fence() {
    if (state != State.CLOSED) {
      state = State.FENCED;
    }
  }

  /// @return whether this call closed it
  synchronized boolean close() {
    boolean closes = state != State.CLOSED;
    state = State.CLOSED;
    notifyAll();
    return closes;
  }

  /// Nobody takes work any more: whoever still waits is told.
  synchronized void finish() {
    state = State.CLOSED;
    isFinished = true;
    takeSealWaiters().forEach(waiter -> waiter.complete(null));
    for (QueuedWrite write : waiting) {
      write.result()
          .completeExceptionally(new MillraceException(ErrorCode.SHUTTING_DOWN, "wal is shutdown before the write"));
    }
    waiting.clear();
  }

  private boolean isReady(boolean byInterval) {
    return !isResting && !waiting.isEmpty() && (!byInterval || waitingBytes >= options.maxSegmentBytes());
  }

  private List<CompletableFuture<Void>> takeSealWaiters() {
    isSealDue = false;
    List<CompletableFuture<Void>> taken = List.copyOf(sealWaiters);
    sealWaiters.clear();
    return taken;
  }

  /// One write is taken however large it is, when nothing else is held.
  private long limitFor(QueuedWrite write) {
    return held == 0 ? Math.max(options.maxQueuedBytes(), write.sizeBytes()) : options.maxQueuedBytes();
  }

  private void checkOpen() {
    switch (state) {
      case OPEN -> {}
      case NOT_STARTED -> throw new MillraceException(ErrorCode.STORE_UNAVAILABLE, "wal is not started");
      case FENCED -> throw new Fenced();
      case CLOSED ->
          throw new MillraceException(ErrorCode.SHUTTING_DOWN, "wal is shutdown and not accepting writes");
    }
  }
}
