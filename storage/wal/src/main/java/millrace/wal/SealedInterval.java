package millrace.wal;

import java.util.List;
import millrace.columns.WriteBatch;

/// Everything one flush interval made durable; never empty.
///
/// @param sequence the segment that holds it, from 1 on; later intervals have greater ones, gaps are possible
/// @param batches in the order they count; references to the immutable batches that were appended
public record SealedInterval(long sequence, List<WriteBatch> batches) {
  public SealedInterval {
    batches = List.copyOf(batches);
  }
}
