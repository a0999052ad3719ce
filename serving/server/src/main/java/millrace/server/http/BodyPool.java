package millrace.server.http;

import java.util.ArrayList;
import java.util.List;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// The arrays that request bodies are read into. Large ones are counted, so that requests together take no more memory
/// than they may, and kept for later bodies: a fresh array of megabytes for each would cost the collector more than
/// the body costs the parser.
///
/// Threads: any.
final class BodyPool {
  /// Arrays up to this size are neither counted nor kept.
  static final int SMALL_BYTES = (1 << 16) + 64;

  private static final int MOST_IDLE = 64;

  private final long mostBytes;
  private final long mostIdleBytes;

  // Guarded by this.
  private final List<byte[]> idle = new ArrayList<>();
  private long idleBytes;
  private long takenBytes;

  /// @param mostBytes that may be taken at a time
  /// @param mostIdleBytes kept for later besides
  BodyPool(long mostBytes, long mostIdleBytes) {
    this.mostBytes = mostBytes;
    this.mostIdleBytes = mostIdleBytes;
  }

  /// A pool for the heap of this process: a quarter of it, or two bodies if that is more, and little of it kept.
  static BodyPool ofHeap(int maxBodyBytes) {
    long heap = Runtime.getRuntime().maxMemory();
    return new BodyPool(Math.max(heap / 4, 2L * ((long) maxBodyBytes + SMALL_BYTES)), heap / 32);
  }

  /// An array with anything in it, to be given back.
  ///
  /// @param least bytes it has at least
  /// @param best bytes that would spare the caller to come again; taken if an array of that size lies idle
  /// @throws MillraceException with STORE_UNAVAILABLE when too many bytes are taken
  byte[] take(int least, int best) {
    if (least <= SMALL_BYTES && best <= SMALL_BYTES) {
      return new byte[least];
    }
    byte[] found = takeIdle(least, best);
    return found.length > 0 ? found : new byte[least];
  }

  /// Gives an array back that nobody uses any more.
  synchronized void giveBack(byte[] bytes) {
    if (bytes.length <= SMALL_BYTES) {
      return;
    }
    takenBytes -= bytes.length;
    if (idle.size() < MOST_IDLE && idleBytes + bytes.length <= mostIdleBytes) {
      idle.add(bytes);
      idleBytes += bytes.length;
    }
  }

  /// The smallest idle array of the best size, else one of the least; empty when there is none, and room is noted for a
  /// new one.
  private synchronized byte[] takeIdle(int least, int best) {
    int chosen = smallest(Math.max(least, best));
    chosen = chosen >= 0 ? chosen : smallest(least);
    int size = chosen >= 0 ? idle.get(chosen).length : least;
    if (size <= SMALL_BYTES) {
      return new byte[0];
    }
    if (takenBytes + size > mostBytes) {
      throw new MillraceException(
          ErrorCode.STORE_UNAVAILABLE, "requests that are being read take all the memory they may, " + mostBytes + " bytes");
    }
    takenBytes += size;
    if (chosen < 0) {
      return new byte[0];
    }
    idleBytes -= size;
    return idle.remove(chosen);
  }

  /// The index of the smallest idle array of some size, or -1.
  private int smallest(int bytes) {
    int found = -1;
    for (int i = 0; i < idle.size(); i++) {
      boolean fits = idle.get(i).length >= bytes;
      if (fits && (found < 0 || idle.get(i).length < idle.get(found).length)) {
        found = i;
      }
    }
    return found;
  }
}
