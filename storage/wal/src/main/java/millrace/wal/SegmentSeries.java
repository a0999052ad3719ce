package millrace.wal;

import java.util.Optional;
import millrace.base.Clock;
import millrace.base.MillraceException;
import millrace.objectstore.ObjectStore;

/// Names and headers of the segments one owner writes, one after the other.
final class SegmentSeries {
  private final ObjectStore store;
  private final WalNames names;
  private final WalOwner owner;
  private final Clock clock;

  private long next;
  private long previousLength;
  private boolean isInDoubt;

  /// @param next the first segment to write
  /// @param previousLength bytes of the one before that count
  SegmentSeries(ObjectStore store, WalOwner owner, Clock clock, long next, long previousLength) {
    this.store = store;
    this.names = new WalNames(owner.node());
    this.owner = owner;
    this.clock = clock;
    this.next = next;
    this.previousLength = previousLength;
  }

  long next() {
    return next;
  }

  long previousLength() {
    return previousLength;
  }

  String name() {
    return names.segment(next);
  }

  byte[] header() {
    return new SegmentHeader(false, next, owner.epoch(), owner.writer(), previousLength, clock.nowNanos()).encode();
  }

  byte[] footer(int entries, long rows) {
    return new Footer(entries, rows, clock.nowNanos()).encode();
  }

  /// The segment is ended; its first `length` bytes count.
  void ended(long length) {
    next++;
    previousLength = length;
    isInDoubt = false;
  }

  /// A try to create the segment failed, and nobody knows whether it is there.
  void failed() {
    isInDoubt = true;
  }

  /// The next name is taken: by an own try that failed, which is passed over and counts for nothing, or by someone
  /// else.
  ///
  /// @throws Fenced when it is someone else's
  void passTaken() {
    if (!isInDoubt || isForeign()) {
      throw new Fenced();
    }
    ended(0);
  }

  private boolean isForeign() {
    Optional<byte[]> content = store.get(name());
    try {
      return content
          .flatMap(bytes -> SegmentHeader.decode(name(), bytes))
          .filter(header -> !header.writer().equals(owner.writer()))
          .isPresent();
    } catch (MillraceException e) {
      return true;
    }
  }
}
