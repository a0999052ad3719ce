package millrace.wal;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import millrace.base.Clock;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.objectstore.ObjectStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands the log to the buffer at a start, and mends it.
///
/// A torn tail is cut off: what stands before it is replayed, and the next segment's header will say that no more
/// counts. A damaged segment is copied under a name that ends in `.damaged`, and written anew with the entries that
/// stand, so that the next start is quiet; one of which nothing stands is moved there altogether.
final class WalReplay {
  private static final Logger LOG = LoggerFactory.getLogger(WalReplay.class);

  private final ObjectStore store;
  private final WalOwner owner;
  private final Clock clock;
  private final boolean failOnError;
  private final Consumer<AppendedBatch> buffer;
  private final WalNames names;
  private final WalReader reader;
  private final List<String> damage = new ArrayList<>();
  private int segments;
  private long batches;
  private long rows;
  private long lastLength = SegmentHeader.UNKNOWN;

  WalReplay(
      ObjectStore store, WalOwner owner, Clock clock, boolean failOnError, Consumer<AppendedBatch> buffer) {
    this.store = store;
    this.owner = owner;
    this.clock = clock;
    this.failOnError = failOnError;
    this.buffer = buffer;
    this.names = new WalNames(owner.node());
    this.reader = new WalReader(store, names);
  }

  /// @param lastLength bytes of the last segment that count
  record Outcome(ReplayReport report, long lastLength) {}

  Outcome run(long fromSequence) {
    WalReader.Listing listing = reader.list();
    long expected = fromSequence;
    for (long sequence : listing.segments()) {
      if (sequence >= fromSequence) {
        checkGap(expected, sequence, listing.damaged());
        replay(sequence);
        expected = sequence + 1;
      }
    }
    long next = Math.max(listing.last() + 1, fromSequence);
    if (next != expected) {
      lastLength = SegmentHeader.UNKNOWN;
    }
    return new Outcome(new ReplayReport(segments, batches, rows, next, damage), lastLength);
  }

  private void replay(long sequence) {
    Optional<ScannedSegment> found = reader.scan(sequence);
    if (found.isEmpty()) {
      report("WAL file " + names.segment(sequence) + " vanished while it was read");
      return;
    }
    ScannedSegment segment = found.get();
    LOG.info("replaying WAL file path={} entries={}", names.segment(sequence), segment.entries().size());
    if (segment.tornBytes() > 0) {
      LOG.warn(
          "WAL file ends in an unfinished write, which is cut off path={} at_byte={} bytes={}",
          names.segment(sequence), segment.end(), segment.tornBytes());
    }
    if (!segment.damage().isEmpty()) {
      report("WAL file " + names.segment(sequence) + ": " + String.join("; ", segment.damage()));
      setAside(sequence, segment);
    }
    segments++;
    lastLength = segment.damage().isEmpty() ? segment.end() : SegmentHeader.UNKNOWN;
    for (ScannedSegment.Entry entry : segment.entries()) {
      batches++;
      rows += entry.batch().rowCount();
      buffer.accept(new AppendedBatch(sequence, entry.position(), entry.batch()));
    }
  }

  private void checkGap(long expected, long sequence, List<Long> damaged) {
    for (long missing = expected; missing < sequence; missing++) {
      if (!damaged.contains(missing)) {
        report("WAL files from " + names.segment(missing) + " to before " + names.segment(sequence) + " are missing");
        return;
      }
    }
  }

  private void report(String finding) {
    if (failOnError) {
      throw new MillraceException(ErrorCode.CORRUPT, finding);
    }
    damage.add(finding);
    LOG.warn("Skipping corrupt WAL file error=\"{}\"", finding);
  }

  private void setAside(long sequence, ScannedSegment segment) {
    byte[] content = reader.bytes(sequence).orElseThrow();
    int attempt = 0;
    while (!store.putIfAbsent(names.damaged(sequence, attempt), content) && !isThere(sequence, attempt, content)) {
      attempt++;
    }
    if (segment.entries().isEmpty()) {
      store.delete(names.segment(sequence));
    } else {
      store.put(names.segment(sequence), salvaged(sequence, segment, content));
    }
    LOG.warn(
        "WAL file was set aside path={} entries_kept={} copy={}",
        names.segment(sequence), segment.entries().size(), names.damaged(sequence, attempt));
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
