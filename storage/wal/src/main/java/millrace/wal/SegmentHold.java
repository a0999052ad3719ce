package millrace.wal;

import static millrace.base.Checks.require;

import java.util.Objects;
import java.util.function.LongSupplier;

/// Asks a [Wal] to keep segments that its buffer needs no more.
///
/// @param neededFrom the first segment still needed, [Long#MAX_VALUE] for none; called whenever the log is trimmed, on
///     the trimming thread, and to return at once
/// @param maxBytes what the segments kept for this may take together; beyond it the oldest go
public record SegmentHold(LongSupplier neededFrom, long maxBytes) {
  /// Keeps nothing.
  public static final SegmentHold NONE = new SegmentHold(() -> Long.MAX_VALUE, 0);

  public SegmentHold {
    Objects.requireNonNull(neededFrom);
    require(maxBytes >= 0, "negative bytes to keep: %d", maxBytes);
  }
}
