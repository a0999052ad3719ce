package millrace.wal;

import java.util.List;

/// What a start found in the log.
///
/// @param segments segments read
/// @param batches batches replayed
/// @param rows rows in them
/// @param nextSequence the segment the next write goes to
/// @param damage one sentence for each thing that was lost or set aside; a torn tail is not damage
public record ReplayReport(int segments, long batches, long rows, long nextSequence, List<String> damage) {
  public ReplayReport {
    damage = List.copyOf(damage);
  }
}
