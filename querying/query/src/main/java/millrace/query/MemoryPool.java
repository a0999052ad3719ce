package millrace.query;

import static millrace.base.Checks.require;

import java.util.concurrent.atomic.AtomicLong;
import millrace.base.ErrorCode;
import millrace.query.batch.Allowance;

/// The memory that running queries share. Each draws on it through a [Share]; a query that needs more than is left ends
/// with an error, so that no query takes the server down.
///
/// What is counted is what grows with data: groups, windows, collected points, buffers of open cursors. The count is an
/// estimate from the sizes of arrays, so the pool has to be well below the heap.
///
/// Threads: any.
public final class MemoryPool {
  /// Shares are taken from the pool in pieces of this size, so that threads seldom meet there.
  private static final long PIECE_BYTES = 1 << 16;

  private final long totalBytes;
  private final AtomicLong takenBytes = new AtomicLong();

  /// @param totalBytes what all queries together may take
  public MemoryPool(long totalBytes) {
    require(totalBytes > 0, "a memory pool of %d bytes", totalBytes);
    this.totalBytes = totalBytes;
  }

  /// A pool that never ends.
  public static MemoryPool unlimited() {
    return new MemoryPool(Long.MAX_VALUE);
  }

  /// What queries have taken at this moment.
  public long takenBytes() {
    return takenBytes.get();
  }

  /// The share of one query, from nothing on.
  public Share open() {
    return new Share();
  }

  /// What one query has taken. Closing gives it back; twice is harmless.
  public final class Share implements Allowance, AutoCloseable {
    private final AtomicLong usedBytes = new AtomicLong();
    private long reservedBytes;
    private boolean isClosed;

    private Share() {}

    /// @throws QueryException with code LIMIT_EXCEEDED when the pool has not so much left
    @Override
    public void take(long bytes) {
      long used = usedBytes.addAndGet(bytes);
      if (bytes > 0) {
        reserve(used);
      }
    }

    /// What the query holds now.
    public long usedBytes() {
      return usedBytes.get();
    }

    private synchronized void reserve(long wanted) {
      if (wanted <= reservedBytes || isClosed) {
        return;
      }
      long more = Math.max(PIECE_BYTES, wanted - reservedBytes);
      long taken = takenBytes.addAndGet(more);
      if (taken > totalBytes || taken < 0) {
        takenBytes.addAndGet(-more);
        throw new QueryException(
            ErrorCode.LIMIT_EXCEEDED,
            "query needs more memory than is left: it holds %d bytes and asks for %d more, of %d for all queries"
                .formatted(reservedBytes, more, totalBytes));
      }
      reservedBytes += more;
    }

    @Override
    public synchronized void close() {
      isClosed = true;
      takenBytes.addAndGet(-reservedBytes);
      reservedBytes = 0;
    }
  }
}
