package millrace.wal;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
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
/// counts. On a store of whole objects that is an object whose put was never finished, see
/// [WalReader.Listing#isUnfinished]. A damaged segment is set aside by a [SegmentRepair].
final class WalReplay {
  private static final Logger LOG = LoggerFactory.getLogger(WalReplay.class);

  private final boolean failOnError;
  private final Consumer<AppendedBatch> buffer;
  private final WalNames names;
  private final WalReader reader;
  private final SegmentRepair repair;
  private final ObjectStore store;
  private final WalOwner owner;
  private final Clock clock;
  private final boolean isContested;
  private final List<String> damage = new ArrayList<>();
  private int segments;
  private long batches;
  private long rows;
  private long lastLength = SegmentHeader.UNKNOWN;

  WalReplay(
      ObjectStore store, WalOwner owner, Clock clock, boolean failOnError, Consumer<AppendedBatch> buffer) {
    this.failOnError = failOnError;
    this.buffer = buffer;
    this.names = new WalNames(owner.node());
    this.reader = new WalReader(store, names);
    this.repair = new SegmentRepair(store, owner, clock);
    this.store = store;
    this.owner = owner;
    this.clock = clock;
    this.isContested = owner.epoch() > 1 && store.appendable().isEmpty();
  }

  /// @param lastLength bytes of the last segment that count
  record Outcome(ReplayReport report, long lastLength) {}

  /// Replays what is there, and where another owner came before on a store of whole objects, makes sure that it writes
  /// no more.
  Outcome run(long fromSequence) {
    Outcome outcome = replay(reader.list(), fromSequence);
    return isContested ? openEpoch(outcome.report().nextSequence()) : outcome;
  }

  /// Begins this owner's epoch with a segment of its own, without entries. An earlier owner who is still under way,
  /// perhaps asleep until now, finds the name taken and is done. What it got in before us counts, and is replayed.
  private Outcome openEpoch(long fromSequence) {
    for (long sequence = fromSequence; true; sequence++) {
      byte[] opening = opening(sequence);
      if (store.putIfAbsent(names.segment(sequence), opening)) {
        return new Outcome(new ReplayReport(segments, batches, rows, sequence + 1, damage), opening.length);
      }
      replayOne(reader.list(), sequence);
    }
  }

  private byte[] opening(long sequence) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        new SegmentHeader(false, sequence, owner.epoch(), owner.writer(), lastLength, clock.nowNanos()).encode());
    byte[] footer = new Footer(0, 0, clock.nowNanos()).encode();
    out.writeBytes(Frame.of(Frame.Kind.FOOTER, 0, footer).encode(sequence));
    out.writeBytes(footer);
    return out.toByteArray();
  }

  private Outcome replay(WalReader.Listing listing, long fromSequence) {
    long expected = fromSequence;
    for (long sequence : listing.segments()) {
      if (sequence >= fromSequence) {
        checkGap(expected, sequence, listing.damaged());
        replayOne(listing, sequence);
        expected = sequence + 1;
      }
    }
    long next = Math.max(listing.last() + 1, fromSequence);
    if (next != expected) {
      lastLength = SegmentHeader.UNKNOWN;
    }
    return new Outcome(new ReplayReport(segments, batches, rows, next, damage), lastLength);
  }

  private void replayOne(WalReader.Listing listing, long sequence) {
    Optional<byte[]> begun = listing.mayBeUnfinished(sequence)
        ? reader.bytes(sequence).filter(bytes -> listing.isUnfinished(sequence, bytes))
        : Optional.empty();
    if (begun.isPresent()) {
      passOver(sequence, begun.get());
    } else {
      replay(sequence);
    }
  }

  /// An object that was never acknowledged. Its name stays taken, for a put that comes late.
  private void passOver(long sequence, byte[] begun) {
    String copy = repair.copy(sequence, begun);
    byte[] opening = opening(sequence);
    store.put(names.segment(sequence), opening);
    lastLength = opening.length;
    LOG.info(
        "WAL file ends early and was never acknowledged, it is passed over path={} bytes={} copy={}",
        names.segment(sequence), begun.length, copy);
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
      repair.setAside(sequence, segment);
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
}
