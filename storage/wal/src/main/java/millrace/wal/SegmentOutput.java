package millrace.wal;

import java.util.List;

/// The writing side of the log: how a group of writes becomes durable on one kind of store. One thread at a time.
///
/// A group counts whole or not at all: when [#write] throws, nothing of it counts, now or at any later start, as soon
/// as one more segment is written. What makes it so is the length of the previous segment in each header.
sealed interface SegmentOutput permits GrowingSegments, WholeSegments {
  /// Stores a group; durable when this returns.
  ///
  /// @param group not empty
  /// @return where the first stands, the others follow
  /// @throws millrace.base.MillraceException with code STORE_UNAVAILABLE, a [Fenced] when another process writes
  WalPosition write(List<QueuedWrite> group);

  /// Bytes of the segment that is open; 0 when none is.
  long openBytes();

  /// Ends the open segment, if there is one. Never fails: everything in it is durable already.
  void seal();

  /// Whether each group is a segment of its own, so that a group should be an interval's worth.
  boolean isByInterval();

  /// The segment before the one that is or would be written next; its length is [#endedLength].
  long endedSequence();

  /// Bytes of the last ended segment that count.
  long endedLength();
}
