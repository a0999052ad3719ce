package millrace.wal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.columns.WriteBatch;

/// A write on its way into the log, encoded by the thread that brought it.
///
/// @param isAwaited whether its writer waits; one who does not was told that it is accepted
record QueuedWrite(WriteBatch batch, byte[] payload, boolean isAwaited, CompletableFuture<WalPosition> result) {
  static QueuedWrite of(WriteBatch batch, boolean isAwaited) {
    return new QueuedWrite(batch, WriteBatchCodec.encode(batch), isAwaited, new CompletableFuture<>());
  }

  int sizeBytes() {
    return Frame.SIZE + payload.length;
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
