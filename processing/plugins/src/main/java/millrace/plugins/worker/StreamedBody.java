package millrace.plugins.worker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// The body of a reply on its way from a running plugin to a client: a few parts at most are in memory, and each side
/// learns when the other has gone.
///
/// Threads: one that sends, one that takes.
public final class StreamedBody implements ReplyParts {
  private static final int PARTS = 4;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<byte[]> parts = new ArrayDeque<>();
  private boolean ended;
  private boolean abandoned;
  private Optional<String> failure = Optional.empty();

  @Override
  public boolean send(byte[] part) {
    lock.lock();
    try {
      while (parts.size() == PARTS && !abandoned && !ended) {
        changed.awaitUninterruptibly();
      }
      if (abandoned || ended) {
        return false;
      }
      parts.add(part);
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// The body is whole.
  public void end() {
    close(Optional.empty());
  }

  /// The plugin failed on the way: the client must not take the body for whole.
  public void fail(String reason) {
    close(Optional.of(reason));
  }

  private void close(Optional<String> reason) {
    lock.lock();
    try {
      if (!ended) {
        ended = true;
        failure = reason;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Waits for the next part; empty at the end.
  ///
  /// @throws MillraceException when the plugin failed, after the parts it had sent
  public Optional<byte[]> next() {
    lock.lock();
    try {
      while (parts.isEmpty() && !ended) {
        changed.awaitUninterruptibly();
      }
      if (parts.isEmpty() && failure.isPresent()) {
        throw new MillraceException(ErrorCode.PLUGIN_FAILED, failure.get());
      }
      Optional<byte[]> next = Optional.ofNullable(parts.poll());
      changed.signalAll();
      return next;
    } finally {
      lock.unlock();
    }
  }

  /// Nobody takes more: the plugin is told at its next part.
  public void abandon() {
    lock.lock();
    try {
      abandoned = true;
      parts.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
