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
    List<Long> segments = new ArrayList<>();
    List<Long> damaged = new ArrayList<>();
    for (StoredObject object : store.list(names.prefix(), "")) {
      names.sequence(object.name()).ifPresent(segments::add);
      names.damagedSequence(object.name()).ifPresent(damaged::add);
    }
    return new Listing(segments, damaged);
  }

  /// The bytes of each segment, by sequence.
  SortedMap<Long, Long> sizes() {
    SortedMap<Long, Long> sizes = new TreeMap<>();
    for (StoredObject object : store.list(names.prefix(), "")) {
      names.sequence(object.name()).ifPresent(sequence -> sizes.put(sequence, object.sizeBytes()));
    }
    return sizes;
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

  /// @param segments sequences, ascending
  /// @param damaged sequences of what was set aside, ascending
  record Listing(List<Long> segments, List<Long> damaged) {
    Listing {
      segments = List.copyOf(segments);
      damaged = List.copyOf(damaged);
    }

    long last() {
      return Math.max(last(segments), last(damaged));
    }

    private static long last(List<Long> sequences) {
      return sequences.isEmpty() ? 0 : sequences.getLast();
    }
  }
}
