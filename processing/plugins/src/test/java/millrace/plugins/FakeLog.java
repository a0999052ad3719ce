package millrace.plugins;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.columns.WriteBatch;
import millrace.wal.SealedInterval;
import millrace.wal.SealedLog;

/// A log in memory.
final class FakeLog implements SealedLog {
  private final TreeMap<Long, SealedInterval> segments = new TreeMap<>();
  private long sealed;
  int reads;
  boolean isBroken;

  /// Seals a segment with the given batches.
  SealedInterval seal(WriteBatch... batches) {
    SealedInterval interval = new SealedInterval(++sealed, List.of(batches));
    segments.put(sealed, interval);
    return interval;
  }

  /// Removes segments up to one.
  void trim(long upTo) {
    segments.headMap(upTo, true).clear();
  }

  @Override
  public long sealedSequence() {
    return sealed;
  }

  @Override
  public long firstSequence() {
    return segments.isEmpty() ? sealed + 1 : segments.firstKey();
  }

  @Override
  public Optional<SealedInterval> read(long sequence) {
    reads++;
    if (isBroken) {
      throw new MillraceException(ErrorCode.STORE_UNAVAILABLE, "reading segment " + sequence);
    }
    return Optional.ofNullable(segments.get(sequence));
  }
}
