package millrace.wal;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.columns.WriteBatch;

/// A write on its way into the log, encoded by the thread that brought it.
///
/// @param payload backed by an array; only duplicates of it are read
/// @param isAwaited whether its writer waits; one who does not was told that it is accepted
record QueuedWrite(WriteBatch batch, ByteBuffer payload, boolean isAwaited, CompletableFuture<WalPosition> result) {
  static QueuedWrite of(WriteBatch batch, boolean isAwaited) {
    return new QueuedWrite(batch, WriteBatchCodec.encodeInPlace(batch), isAwaited, new CompletableFuture<>());
  }

  int sizeBytes() {
    return Frame.SIZE + payload.remaining();
  }

  /// Waits for the answer, whatever interrupts: an interrupted writer could not tell whether its write counts.
  WalPosition await() {
    try {
      return result.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof MillraceException known) {
        throw new MillraceException(known.code(), known.getMessage(), known);
      }
      throw new MillraceException(ErrorCode.INTERNAL, "the write is stored but could not be taken in", e.getCause());
    }
  }
}
