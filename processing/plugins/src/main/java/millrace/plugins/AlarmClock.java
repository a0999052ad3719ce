package millrace.plugins;

import millrace.base.Clock;

/// A clock that also calls back. Schedules, pauses between attempts and flushes of logs all go through it, so that a
/// test moves time by hand.
public interface AlarmClock extends Clock, AutoCloseable {
  /// Runs `action` once the time is `dueNanos` or later; at once when it is so already.
  ///
  /// @param dueNanos nanoseconds since the epoch
  /// @param action short and without blocking: it runs on the clock's own thread
  Alarm at(long dueNanos, Runnable action);

  /// Runs no further action. Twice is harmless.
  @Override
  void close();

  /// An action still to come.
  @FunctionalInterface
  interface Alarm {
    /// Gives the action up; harmless when it ran already.
    void cancel();
  }
}
