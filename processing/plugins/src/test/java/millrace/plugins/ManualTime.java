package millrace.plugins;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Random;

/// Time and threads under a test's hand: the clock stands until it is moved, and tasks wait until they are run.
final class ManualTime implements AlarmClock {
  private final PriorityQueue<Entry> alarms = new PriorityQueue<>();
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private long now;
  private long entries;

  ManualTime(Instant start) {
    now = nanos(start);
  }

  static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }

  EngineRuntime runtime() {
    return new EngineRuntime(this, this::submit, new Random(7));
  }

  @Override
  public synchronized long nowNanos() {
    return now;
  }

  @Override
  public synchronized Alarm at(long dueNanos, Runnable action) {
    Entry entry = new Entry(Math.max(dueNanos, now), entries++, action);
    alarms.add(entry);
    return () -> cancel(entry);
  }

  /// Lets time pass without anything happening, as a run that takes long does.
  synchronized void pass(Duration duration) {
    now += duration.toNanos();
  }

  /// Moves time, running alarms when they are due and tasks as they come.
  void advance(Duration duration) {
    long end = nowNanos() + duration.toNanos();
    runTasks();
    while (true) {
      Entry due = nextDue(end);
      if (due == null) {
        break;
      }
      due.action().run();
      runTasks();
    }
    synchronized (this) {
      now = Math.max(now, end);
    }
  }

  /// Runs tasks until none waits.
  void runTasks() {
    while (runTask()) {
      // All work is in the condition.
    }
  }

  /// Runs the task that has waited longest; false when there is none.
  boolean runTask() {
    Runnable task;
    synchronized (this) {
      task = tasks.pollFirst();
    }
    if (task == null) {
      return false;
    }
    task.run();
    return true;
  }

  /// Forgets all alarms and tasks, as a process that is killed does.
  synchronized void dropAll() {
    alarms.clear();
    tasks.clear();
  }

  synchronized int waitingTasks() {
    return tasks.size();
  }

  /// Stays usable, as one clock serves the engines of several lives.
  @Override
  public void close() {}

  private synchronized void submit(Runnable task) {
    tasks.addLast(task);
  }

  private synchronized void cancel(Entry entry) {
    alarms.remove(entry);
  }

  private synchronized Entry nextDue(long end) {
    if (alarms.isEmpty() || alarms.peek().dueNanos() > end) {
      return null;
    }
    Entry due = alarms.poll();
    now = Math.max(now, due.dueNanos());
    return due;
  }

  private record Entry(long dueNanos, long number, Runnable action) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int byTime = Long.compare(dueNanos, other.dueNanos);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }
}
