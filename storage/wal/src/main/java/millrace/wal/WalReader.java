package millrace.wal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.objectstore.ObjectStore;
import millrace.objectstore.StoredObject;

/// Reads one node's segments from the store. Threads: any.
final class WalReader {
  private final ObjectStore store;
  private final WalNames names;

  WalReader(ObjectStore store, WalNames names) {
    this.store = store;
    this.names = names;
  }

  /// The segments that are there, and those set aside, ascending.
  Listing list() {
    SortedMap<Long, Long> sizes = new TreeMap<>();
    List<Long> damaged = new ArrayList<>();
    for (StoredObject object : store.list(names.prefix(), "")) {
      names.sequence(object.name()).ifPresent(sequence -> sizes.put(sequence, object.sizeBytes()));
      names.damagedSequence(object.name()).ifPresent(damaged::add);
    }
    return new Listing(sizes, damaged, store.appendable().isEmpty());
  }

  /// A segment as far as the one after it says that it counts; empty when it is not there.
  Optional<ScannedSegment> scan(long sequence) {
    return scan(sequence, countedLength(sequence));
  }

  Optional<ScannedSegment> scan(long sequence, long length) {
    String name = names.segment(sequence);
    return store.get(name).map(bytes -> SegmentScanner.scan(name, sequence, bytes, length));
  }

  Optional<byte[]> bytes(long sequence) {
    return store.get(names.segment(sequence));
  }

  /// What the header of the next segment says about this one.
  private long countedLength(long sequence) {
    return header(sequence + 1).map(SegmentHeader::previousLength).orElse(SegmentHeader.UNKNOWN);
  }

  private Optional<SegmentHeader> header(long sequence) {
    String name = names.segment(sequence);
    try {
      return SegmentHeader.decode(name, store.range(name, 0, SegmentHeader.SIZE))
          .filter(header -> header.sequence() == sequence);
    } catch (MillraceException e) {
      if (e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.CORRUPT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// @param sizes bytes of each segment, by sequence
  /// @param damaged sequences of what was set aside, ascending
  /// @param isWhole whether the store takes objects whole only
  record Listing(SortedMap<Long, Long> sizes, List<Long> damaged, boolean isWhole) {
    Listing {
      damaged = List.copyOf(damaged);
    }

    /// Ascending.
    List<Long> segments() {
      return List.copyOf(sizes.keySet());
    }

    /// Whether an object is what was left of a put when the process died that waited for it. Objects are put one after
    /// the other, and nobody is told of one before it has been read back: so one of which not even the header is there
    /// was never acknowledged, unless something stands behind it.
    boolean isUnfinished(long sequence, byte[] bytes) {
      return mayBeUnfinished(sequence) && SegmentHeader.isBeginning(sequence, bytes);
    }

    /// The same, by what is known without the bytes.
    boolean mayBeUnfinished(long sequence) {
      return isWhole && sizes.tailMap(sequence).values().stream().allMatch(size -> size < SegmentHeader.SIZE);
    }

    long last() {
      return Math.max(sizes.isEmpty() ? 0 : sizes.lastKey(), damaged.isEmpty() ? 0 : damaged.getLast());
    }
  }
}
