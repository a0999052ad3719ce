package millrace.wal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import millrace.base.MillraceException;
import millrace.objectstore.AppendableStore;
import millrace.objectstore.Appender;
import millrace.objectstore.ObjectStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Segments that grow by one synced append a group, on a store that lets objects grow.
///
/// After a failed append or sync nobody knows what the file holds behind the last good sync, so it is given up there
/// and the next group begins a new segment, whose header says how much of this one counts.
///
/// Of two processes that take the log for theirs, the later one has put its writer into the owner object before it read
/// the log. The earlier one looks at that object after each sync and before it answers: either it sees the change and
/// stops, or its sync came first and the later one has read the entry.
final class GrowingSegments implements SegmentOutput {
  private static final Logger LOG = LoggerFactory.getLogger(GrowingSegments.class);

  private final ObjectStore store;
  private final AppendableStore growing;
  private final SegmentSeries series;
  private final String ownerName;
  private final byte[] ownerContent;

  private Optional<Appender> open = Optional.empty();
  private long length;
  private int entries;
  private long rows;

  GrowingSegments(ObjectStore store, AppendableStore growing, WalOwner owner, SegmentSeries series) {
    this.store = store;
    this.growing = growing;
    this.series = series;
    this.ownerName = new WalNames(owner.node()).owner();
    this.ownerContent = ownerContent(owner);
  }

  static byte[] ownerContent(WalOwner owner) {
    return (owner.writer() + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public WalPosition write(List<QueuedWrite> group) {
    Appender appender = openSegment();
    long sequence = series.next();
    List<ByteBuffer> pieces = new ArrayList<>(2 * group.size());
    int position = entries;
    long added = 0;
    for (QueuedWrite write : group) {
      pieces.add(ByteBuffer.wrap(Frame.of(Frame.Kind.BATCH, position++, write.payload()).encode(sequence)));
      pieces.add(write.payload().duplicate());
      added += write.sizeBytes();
    }
    try {
      appender.append(pieces);
      appender.sync();
      checkOwner();
    } catch (RuntimeException | Error e) {
      end();
      throw e;
    }
    WalPosition first = new WalPosition(sequence, entries);
    entries = position;
    length += added;
    rows += group.stream().mapToLong(write -> write.batch().rowCount()).sum();
    return first;
  }

  @Override
  public long openBytes() {
    return open.isPresent() ? length : 0;
  }

  @Override
  public void seal() {
    if (open.isEmpty()) {
      return;
    }
    byte[] footer = series.footer(entries, rows);
    byte[] frame = Frame.of(Frame.Kind.FOOTER, entries, footer).encode(series.next());
    try {
      open.get().append(List.of(ByteBuffer.wrap(frame), ByteBuffer.wrap(footer)));
      open.get().sync();
      length += frame.length + footer.length;
    } catch (MillraceException e) {
      LOG.warn("WAL file {} stays without a footer: {}", series.name(), e.getMessage());
    }
    end();
  }

  @Override
  public boolean isByInterval() {
    return false;
  }

  @Override
  public long endedSequence() {
    return series.next() - 1;
  }

  @Override
  public long endedLength() {
    return series.previousLength();
  }

  private Appender openSegment() {
    while (open.isEmpty()) {
      byte[] header = series.header();
      open = create(header);
      if (open.isEmpty()) {
        series.passTaken();
      }
      length = header.length;
      entries = 0;
      rows = 0;
    }
    return open.get();
  }

  private Optional<Appender> create(byte[] header) {
    try {
      return growing.create(series.name(), header);
    } catch (MillraceException e) {
      series.failed();
      throw e;
    }
  }

  private void checkOwner() {
    Optional<byte[]> content = store.get(ownerName);
    if (content.isEmpty() || !Arrays.equals(content.get(), ownerContent)) {
      throw new Fenced();
    }
  }

  private void end() {
    try {
      open.ifPresent(Appender::close);
    } catch (MillraceException e) {
      LOG.warn("WAL file {} could not be closed: {}", series.name(), e.getMessage());
    }
    open = Optional.empty();
    series.ended(length);
  }
}
