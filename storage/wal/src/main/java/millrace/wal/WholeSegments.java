package millrace.wal;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import millrace.base.MillraceException;
import millrace.objectstore.ObjectStore;

/// Segments put whole, one a group, on a store that takes objects whole only.
///
/// A put whose answer is lost is told from a failed one by reading back. Where that fails too, the object may turn up
/// later: then it is passed over, and the segment after it says that it counts for nothing.
final class WholeSegments implements SegmentOutput {
  private final ObjectStore store;
  private final SegmentSeries series;

  WholeSegments(ObjectStore store, SegmentSeries series) {
    this.store = store;
    this.series = series;
  }

  @Override
  public WalPosition write(List<QueuedWrite> group) {
    while (true) {
      byte[] content = content(group);
      if (put(content)) {
        WalPosition first = new WalPosition(series.next(), 0);
        series.ended(content.length);
        return first;
      }
      series.passTaken();
    }
  }

  @Override
  public long openBytes() {
    return 0;
  }

  @Override
  public void seal() {}

  @Override
  public boolean isByInterval() {
    return true;
  }

  @Override
  public long endedSequence() {
    return series.next() - 1;
  }

  @Override
  public long endedLength() {
    return series.previousLength();
  }

  private boolean put(byte[] content) {
    try {
      return store.putIfAbsent(series.name(), content) || isStored(content);
    } catch (MillraceException e) {
      series.failed();
      if (isStoredAfter(e, content)) {
        return true;
      }
      throw e;
    }
  }

  private boolean isStoredAfter(MillraceException failure, byte[] content) {
    try {
      return isStored(content);
    } catch (MillraceException e) {
      failure.addSuppressed(e);
      return false;
    }
  }

  private boolean isStored(byte[] content) {
    Optional<byte[]> stored = store.get(series.name());
    return stored.isPresent() && Arrays.equals(stored.get(), content);
  }

  private byte[] content(List<QueuedWrite> group) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(series.header());
    int position = 0;
    long rows = 0;
    for (QueuedWrite write : group) {
      out.writeBytes(Frame.of(Frame.Kind.BATCH, position++, write.payload()).encode(series.next()));
      out.writeBytes(write.payload());
      rows += write.batch().rowCount();
    }
    byte[] footer = series.footer(position, rows);
    out.writeBytes(Frame.of(Frame.Kind.FOOTER, position, footer).encode(series.next()));
    out.writeBytes(footer);
    return out.toByteArray();
  }
}
