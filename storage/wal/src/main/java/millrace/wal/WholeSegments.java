package millrace.wal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.objectstore.ObjectStore;

/// Segments put whole, one a group, on a store that takes objects whole only.
///
/// A put whose answer is lost is told from a failed one by reading back. Where that fails too, the object may turn up
/// later: then it is passed over, and the segment after it says that it counts for nothing. The end of what was put is
/// read back before writers are answered.
final class WholeSegments implements SegmentOutput {
  /// The frame of the footer has the checksum of the sequence, the one before that of the last entry.
  private static final int CHECKED_BYTES = 256;

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
      if (store.putIfAbsent(series.name(), content)) {
        checkKept(content);
        return true;
      }
      return isStored(content);
    } catch (MillraceException e) {
      series.failed();
      if (isStoredAfter(e, content)) {
        return true;
      }
      throw e;
    }
  }

  /// Writers are told that their rows are safe, so a store that lost or tore what it said it took is found out first.
  private void checkKept(byte[] content) {
    int length = Math.min(content.length, CHECKED_BYTES);
    byte[] end;
    try {
      end = store.range(series.name(), content.length - length, length);
    } catch (MillraceException e) {
      throw new MillraceException(
          ErrorCode.STORE_UNAVAILABLE, "WAL file " + series.name() + " was put and cannot be read back: " + e.getMessage(), e);
    }
    if (!Arrays.equals(end, 0, end.length, content, content.length - length, content.length)) {
      throw new MillraceException(
          ErrorCode.STORE_UNAVAILABLE, "WAL file " + series.name() + " reads back otherwise than put");
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
      ByteBuffer payload = write.payload();
      out.write(payload.array(), payload.arrayOffset() + payload.position(), payload.remaining());
      rows += write.batch().rowCount();
    }
    byte[] footer = series.footer(position, rows);
    out.writeBytes(Frame.of(Frame.Kind.FOOTER, position, footer).encode(series.next()));
    out.writeBytes(footer);
    return out.toByteArray();
  }
}
