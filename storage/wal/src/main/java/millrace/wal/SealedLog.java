package millrace.wal;

import java.util.Optional;

/// The sealed part of a log, for those who read it at their own pace.
///
/// Threads: any.
public interface SealedLog {
  /// The newest sealed segment, 0 when there is none.
  long sealedSequence();

  /// The oldest segment still there; one after the newest sealed one when none is.
  ///
  /// @throws millrace.base.MillraceException with code STORE_UNAVAILABLE
  long firstSequence();

  /// A sealed segment read back from the store; empty when it is trimmed, was never written, or holds nothing.
  ///
  /// @throws millrace.base.MillraceException with code STORE_UNAVAILABLE
  Optional<SealedInterval> read(long sequence);
}
