package millrace.plugins;

import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import millrace.base.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Alarms on the machine's clock, kept by one daemon thread. It looks at the clock at least once a second, so that an
/// adjusted clock is noticed.
///
/// Threads: any. Actions run on the daemon thread; one that throws is logged.
public final class SystemAlarmClock implements AlarmClock {
  private static final Logger LOG = LoggerFactory.getLogger(SystemAlarmClock.class);
  private static final long LONGEST_WAIT_NANOS = 1_000_000_000L;

  /// Guards `pending`, `closed` and the numbering of entries.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final PriorityQueue<Entry> pending = new PriorityQueue<>();
  private long entries;
  private boolean closed;

  public SystemAlarmClock() {
    Thread.ofPlatform().daemon().name("plugin-alarms").start(this::loop);
  }

  @Override
  public long nowNanos() {
    return Clock.SYSTEM.nowNanos();
  }

  @Override
  public Alarm at(long dueNanos, Runnable action) {
    lock.lock();
    try {
      Entry entry = new Entry(dueNanos, entries++, action);
      pending.add(entry);
      changed.signal();
      return () -> cancel(entry);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      pending.clear();
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void cancel(Entry entry) {
    lock.lock();
    try {
      pending.remove(entry);
    } finally {
      lock.unlock();
    }
  }

  private void loop() {
    while (true) {
      try {
        Entry due = takeDue();
        if (due == null) {
          return;
        }
        due.action().run();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.error("an alarm's action failed", e);
      }
    }
  }

  /// Waits for the next entry that is due; null once closed.
  private Entry takeDue() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        Entry first = pending.peek();
        long waitNanos = first == null ? LONGEST_WAIT_NANOS : first.dueNanos() - nowNanos();
        if (waitNanos <= 0) {
          return pending.poll();
        }
        if (first == null) {
          changed.await();
        } else {
          changed.awaitNanos(Math.min(waitNanos, LONGEST_WAIT_NANOS));
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private record Entry(long dueNanos, long number, Runnable action) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int byTime = Long.compare(dueNanos, other.dueNanos);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }
}
