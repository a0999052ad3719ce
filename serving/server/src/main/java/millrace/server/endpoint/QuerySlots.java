package millrace.server.endpoint;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Bounds how many queries run at once, over all endpoints.
///
/// Threads: any.
public final class QuerySlots {
  private final int limit;
  private final Optional<Semaphore> free;
  private final AtomicInteger running = new AtomicInteger();

  /// @param limit queries at once; empty for no limit
  public QuerySlots(Optional<Integer> limit) {
    this.limit = limit.orElse(0);
    this.free = limit.map(Semaphore::new);
  }

  /// One running query.
  public interface Slot extends AutoCloseable {
    @Override
    void close();
  }

  /// Takes a slot; closing it gives it back.
  ///
  /// @throws MillraceException with code STORE_UNAVAILABLE when all are taken
  public Slot take() {
    if (free.isPresent() && !free.get().tryAcquire()) {
      throw new MillraceException(
          ErrorCode.STORE_UNAVAILABLE, "max-concurrent-queries limit exceeded(" + (running.get() + 1) + ", " + limit + ")");
    }
    running.incrementAndGet();
    return () -> {
      running.decrementAndGet();
      free.ifPresent(Semaphore::release);
    };
  }
}
