package millrace.wal;

import java.util.Optional;
import java.util.function.Consumer;
import millrace.base.Clock;
import millrace.columns.WriteBatch;
import millrace.objectstore.ObjectStore;

/// The write-ahead log of one node: makes each write durable before it is answered.
public final class Wal implements AutoCloseable {
  /// Touches nothing yet; [#start] does.
  ///
  /// @param buffer takes every batch once it is durable, in the log's order, before its writer is answered; called on
  ///     one thread at a time. It may block, which holds up all writes
  public Wal(
      ObjectStore store,
      WalOwner owner,
      WalOptions options,
      Clock clock,
      FlushTimer timer,
      Consumer<AppendedBatch> buffer) {}

  /// Hands every batch of segment `fromSequence` and later ones to the buffer, in order, then begins to take writes.
  ///
  /// @param fromSequence first segment that no manifest covers; 1 for a fresh node
  /// @throws millrace.base.MillraceException with code CORRUPT for damage when the options say so, or for a format newer
  ///     than this server; STORE_UNAVAILABLE when the log cannot be read
  public ReplayReport start(long fromSequence) {
    throw new UnsupportedOperationException();
  }

  /// Stores a batch; returns when it is durable and the buffer has it.
  ///
  /// @throws millrace.base.MillraceException with code STORE_UNAVAILABLE when the store or the queue cannot take it, or
  ///     another process owns the log now; SHUTTING_DOWN after close
  public WalPosition append(WriteBatch batch) {
    throw new UnsupportedOperationException();
  }

  /// Queues a batch and returns at once; it becomes durable and visible with the next group. Lost if the process dies
  /// before, kept and tried again if the store fails.
  ///
  /// @throws millrace.base.MillraceException as [#append]
  public void appendNoSync(WriteBatch batch) {
    throw new UnsupportedOperationException();
  }

  /// Listens to every interval sealed from now on.
  public void addListener(FlushListener listener) {
    throw new UnsupportedOperationException();
  }

  /// Makes everything queued before this call durable, as far as the store lets it, and ends the interval.
  ///
  /// @return the last sealed segment, 0 when there is none
  public long seal() {
    throw new UnsupportedOperationException();
  }

  /// The newest sealed segment, 0 when there is none. Every batch of it and of earlier ones is in the buffer.
  public long sealedSequence() {
    throw new UnsupportedOperationException();
  }

  /// A sealed segment read back from the store; empty when it is trimmed.
  public Optional<SealedInterval> read(long sequence) {
    throw new UnsupportedOperationException();
  }

  /// Removes segments that a manifest covers, but for the newest few that the options keep.
  ///
  /// @param coveredSequence the manifest covers this segment and all before it
  public void trim(long coveredSequence) {
    throw new UnsupportedOperationException();
  }

  /// Runs `action` when another process turns out to own the log; from then on every write fails.
  public void whenFenced(Runnable action) {
    throw new UnsupportedOperationException();
  }

  /// Takes no more writes, makes everything queued durable, seals. Twice is harmless.
  @Override
  public void close() {}
}
