package millrace.wal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.base.MillraceException;
import millrace.columns.WriteBatch;

/// Reads a segment, whatever state it is in: every entry that stands is found, also behind ones that do not.
///
/// Where a frame's checksum fails its length means nothing, so the next frame is looked for byte by byte. Where only a
/// payload fails, it is stepped over. What fails at the very end of a segment without a footer is a torn tail, the
/// trace of a write that was never finished; everything else that fails is damage.
final class SegmentScanner {
  private final String name;
  private final long sequence;
  private final byte[] bytes;
  private final int limit;

  private final List<ScannedSegment.Entry> entries = new ArrayList<>();
  private final List<String> damage = new ArrayList<>();
  private Optional<Footer> footer = Optional.empty();
  private int end;
  private String finding = "";

  private SegmentScanner(String name, long sequence, byte[] bytes, int limit) {
    this.name = name;
    this.sequence = sequence;
    this.bytes = bytes;
    this.limit = limit;
  }

  /// @param sequence the number in its name
  /// @param length bytes that should stand, as the next segment's header has it, or [SegmentHeader#UNKNOWN]
  static ScannedSegment scan(String name, long sequence, byte[] bytes, long length) {
    Optional<SegmentHeader> header =
        SegmentHeader.decode(name, bytes).filter(found -> found.sequence() == sequence);
    // A segment written anew is not as long as the next one remembers it.
    long wanted = header.filter(SegmentHeader::salvaged).isPresent() ? SegmentHeader.UNKNOWN : length;
    int limit = wanted == SegmentHeader.UNKNOWN ? bytes.length : (int) Math.min(wanted, bytes.length);
    return new SegmentScanner(name, sequence, bytes, limit).scan(header, wanted);
  }

  private ScannedSegment scan(Optional<SegmentHeader> header, long length) {
    if (length == 0) {
      return new ScannedSegment(header, entries, footer, 0, 0, damage);
    }
    if (header.isPresent()) {
      end = SegmentHeader.SIZE;
    } else {
      finding = "no header";
    }
    int at = end;
    while (at < limit) {
      at = step(at);
    }
    boolean mayBeTorn = length == SegmentHeader.UNKNOWN && header.isPresent() && footer.isEmpty();
    int torn = mayBeTorn ? limit - end : 0;
    if (!mayBeTorn && (end < limit || !finding.isEmpty())) {
      damaged(limit);
    }
    if (length > bytes.length) {
      damage.add((length - bytes.length) + " bytes are missing at the end");
    }
    footer.filter(found -> damage.isEmpty() && found.entries() != entries.size())
        .ifPresent(found -> damage.add(found.entries() + " entries were written, " + entries.size() + " are there"));
    return new ScannedSegment(header, entries, footer, end, torn, damage);
  }

  /// Takes in what stands at `at`.
  ///
  /// @return where to look next
  private int step(int at) {
    Optional<Frame> frame = Frame.decode(sequence, bytes, at, limit).filter(_ -> footer.isEmpty());
    if (frame.isEmpty()) {
      note("no entry");
      return at + 1;
    }
    int payload = at + Frame.SIZE;
    int length = frame.get().payloadLength();
    if (length > limit - payload) {
      note("an entry that is cut off");
      return at + 1;
    }
    if (Checksums.of(bytes, payload, payload + length) != frame.get().payloadChecksum()) {
      note("an entry whose checksum differs");
    } else if (!take(frame.get(), at)) {
      note("an entry that cannot be read");
    }
    return payload + length;
  }

  private boolean take(Frame frame, int at) {
    int payload = at + Frame.SIZE;
    int after = payload + frame.payloadLength();
    if (frame.kind() == Frame.Kind.FOOTER) {
      Optional<Footer> found = Footer.decode(bytes, payload, frame.payloadLength());
      found.ifPresent(_ -> stands(at, after));
      footer = found;
      return found.isPresent();
    }
    try {
      WriteBatch batch = WriteBatchCodec.decode(bytes, payload, after);
      stands(at, after);
      entries.add(new ScannedSegment.Entry(frame.position(), batch, at, after));
      return true;
    } catch (MillraceException e) {
      return false;
    }
  }

  private void stands(int from, int after) {
    if (end < from) {
      damaged(from);
    }
    end = after;
    finding = "";
  }

  private void note(String what) {
    if (finding.isEmpty()) {
      finding = what;
    }
  }

  private void damaged(int to) {
    String what = finding.isEmpty() ? "no entry" : finding;
    damage.add("bytes " + end + " to " + to + " hold " + what);
    finding = "";
  }
}
