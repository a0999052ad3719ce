package millrace.objectstore;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// What a [Lease] waits and beats by; tests move it by hand.
public interface LeaseTimer extends AutoCloseable {
  /// Waits.
  ///
  /// @throws MillraceException with code CANCELLED when the thread is interrupted
  void pause(Duration time);

  /// Calls `beat` again and again until closed. Called once at most.
  void every(Duration time, Runnable beat);

  /// No beat begins after this returns. Twice is harmless.
  @Override
  void close();

  /// In real time, on one daemon thread named `node-lease`.
  static LeaseTimer system() {
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("node-lease").daemon().factory());
    return new LeaseTimer() {
      @Override
      public void pause(Duration time) {
        try {
          new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new MillraceException(ErrorCode.CANCELLED, "interrupted while waiting for a lease", e);
        }
      }

      @Override
      public void every(Duration time, Runnable beat) {
        thread.scheduleWithFixedDelay(beat, time.toNanos(), time.toNanos(), TimeUnit.NANOSECONDS);
      }

      @Override
      public void close() {
        thread.shutdownNow();
        try {
          thread.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    };
  }
}
