package millrace.wal;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import millrace.base.Clock;
import millrace.objectstore.ObjectStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Mends a damaged segment: copies it under a name that ends in `.damaged`, and writes it anew with the entries that
/// stand, so that the next start is quiet; one of which nothing stands is moved there altogether.
final class SegmentRepair {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentRepair.class);

  private final ObjectStore store;
  private final WalOwner owner;
  private final Clock clock;
  private final WalNames names;

  SegmentRepair(ObjectStore store, WalOwner owner, Clock clock) {
    this.store = store;
    this.owner = owner;
    this.clock = clock;
    this.names = new WalNames(owner.node());
  }

  /// Sets a segment aside.
  ///
  /// @param segment what was found in it
  /// @return the name of the copy
  String setAside(long sequence, ScannedSegment segment) {
    byte[] content = store.get(names.segment(sequence)).orElseThrow();
    String copy = copy(sequence, content);
    if (segment.entries().isEmpty()) {
      store.delete(names.segment(sequence));
    } else {
      store.put(names.segment(sequence), salvaged(sequence, segment, content));
    }
    LOG.warn(
        "WAL file was set aside path={} entries_kept={} copy={}", names.segment(sequence), segment.entries().size(), copy);
    return copy;
  }

  /// Copies a segment to where damaged ones are kept.
  ///
  /// @return the name of the copy
  String copy(long sequence, byte[] content) {
    int attempt = 0;
    while (!store.putIfAbsent(names.damaged(sequence, attempt), content) && !isThere(sequence, attempt, content)) {
      attempt++;
    }
    return names.damaged(sequence, attempt);
  }

  private boolean isThere(long sequence, int attempt, byte[] content) {
    Optional<byte[]> there = store.get(names.damaged(sequence, attempt));
    return there.isPresent() && Arrays.equals(there.get(), content);
  }

  private byte[] salvaged(long sequence, ScannedSegment segment, byte[] content) {
    long previousLength = segment.header().map(SegmentHeader::previousLength).orElse(SegmentHeader.UNKNOWN);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        new SegmentHeader(true, sequence, owner.epoch(), owner.writer(), previousLength, clock.nowNanos()).encode());
    for (ScannedSegment.Entry entry : segment.entries()) {
      out.write(content, entry.from(), entry.end() - entry.from());
    }
    byte[] footer = new Footer(segment.entries().size(), segment.rows(), clock.nowNanos()).encode();
    out.writeBytes(Frame.of(Frame.Kind.FOOTER, segment.entries().size(), footer).encode(sequence));
    out.writeBytes(footer);
    return out.toByteArray();
  }
}
