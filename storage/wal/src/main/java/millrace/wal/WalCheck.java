package millrace.wal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import millrace.base.Clock;
import millrace.columns.WriteBatch;
import millrace.objectstore.ObjectStore;

/// Looks at a node's log while no server writes it, and mends it when told to.
///
/// It is stricter than a start. To that, whatever does not stand at the end of an unsealed segment is an unfinished
/// write; here only what a process that died could have left is: the beginning of a write, cut off. The rest is damage,
/// or a write that a power cut tore.
///
/// Threads: any.
public final class WalCheck {
  private final ObjectStore store;
  private final String node;
  private final WalNames names;
  private final WalReader reader;

  /// @param node the node's id
  public WalCheck(ObjectStore store, String node) {
    this.store = store;
    this.node = node;
    this.names = new WalNames(node);
    this.reader = new WalReader(store, names);
  }

  /// An entry that stands.
  ///
  /// @param position its number in the segment
  /// @param from its first byte
  /// @param end the byte after its last
  public record Entry(int position, long from, long end, WriteBatch batch) {}

  /// One segment.
  ///
  /// @param beganNanos when it was begun, nanoseconds since the epoch; 0 when its header does not stand
  /// @param isSealed whether it has a footer
  /// @param isSalvaged whether it was mended before
  /// @param unfinishedBytes bytes at the end that a process left that died while it wrote
  /// @param damage one phrase for each stretch that does not stand, with its place
  public record Segment(
      String name, long sequence, long sizeBytes, long beganNanos, boolean isSealed, boolean isSalvaged,
      List<Entry> entries, long unfinishedBytes, List<String> damage) {
    public Segment {
      entries = List.copyOf(entries);
      damage = List.copyOf(damage);
    }

    public long rowCount() {
      return entries.stream().mapToLong(entry -> entry.batch().rowCount()).sum();
    }
  }

  /// The sequences of the segments that are there, ascending.
  public List<Long> sequences() {
    return reader.list().segments();
  }

  /// The sequences of those that were set aside, ascending.
  public List<Long> setAside() {
    return reader.list().damaged();
  }

  /// The segments from `firstNeeded` on that are not there, though later ones are.
  public List<Long> missing(long firstNeeded) {
    WalReader.Listing listing = reader.list();
    List<Long> missing = new ArrayList<>();
    long expected = firstNeeded;
    for (long sequence : listing.segments()) {
      for (long absent = expected; absent < sequence; absent++) {
        if (!listing.damaged().contains(absent)) {
          missing.add(absent);
        }
      }
      expected = Math.max(expected, sequence + 1);
    }
    return missing;
  }

  /// Reads one segment; empty when it is not there.
  ///
  /// @throws millrace.base.MillraceException with code CORRUPT for a format newer than this program
  public Optional<Segment> check(long sequence) {
    Optional<byte[]> bytes = reader.bytes(sequence);
    return bytes.flatMap(content -> scan(sequence, content).map(scanned -> describe(sequence, content, scanned)));
  }

  /// Sets a damaged segment aside, as a start does: what stands of it stays, all of it goes on as a copy. A server that
  /// is running all the same refuses writes from then on.
  ///
  /// @return the name of the copy
  public String mend(long sequence) {
    WalOwner owner = new WalOwner(node, 1, UUID.randomUUID());
    store.appendable().ifPresent(_ -> store.put(names.owner(), GrowingSegments.ownerContent(owner)));
    return new SegmentRepair(store, owner, Clock.SYSTEM).setAside(sequence, reader.scan(sequence).orElseThrow());
  }

  private Optional<ScannedSegment> scan(long sequence, byte[] content) {
    boolean isUnfinished = content.length < SegmentHeader.SIZE && reader.list().isUnfinished(sequence, content);
    return reader.scan(sequence).map(scanned -> isUnfinished ? scanned.unfinished(content.length) : scanned);
  }

  private Segment describe(long sequence, byte[] bytes, ScannedSegment scanned) {
    List<Entry> entries = scanned.entries().stream()
        .map(entry -> new Entry(entry.position(), entry.from(), entry.end(), entry.batch()))
        .toList();
    List<String> damage = new ArrayList<>(scanned.damage());
    int torn = scanned.tornBytes();
    Optional<String> broken = torn == 0 ? Optional.empty() : notUnfinished(sequence, bytes, scanned.end());
    broken.ifPresent(damage::add);
    return new Segment(
        names.segment(sequence), sequence, bytes.length, scanned.header().map(SegmentHeader::createdNanos).orElse(0L),
        scanned.footer().isPresent(), scanned.header().map(SegmentHeader::salvaged).orElse(false), entries,
        broken.isPresent() ? 0 : torn, damage);
  }

  /// Why the end of a segment cannot be the beginning of a write.
  private static Optional<String> notUnfinished(long sequence, byte[] bytes, int from) {
    if (bytes.length - from < Frame.SIZE || from == 0) {
      return Optional.empty();
    }
    Optional<Frame> frame = Frame.decode(sequence, bytes, from, bytes.length);
    if (frame.isPresent() && frame.get().payloadLength() > bytes.length - from - Frame.SIZE) {
      return Optional.empty();
    }
    String what = frame.isPresent() ? "an entry whose checksum differs" : "no entry";
    return Optional.of("bytes " + from + " to " + bytes.length + " at the end hold " + what
        + ": damage, or a write that a power cut tore");
  }
}
