package millrace.wal;

import java.util.List;
import java.util.Optional;
import millrace.columns.WriteBatch;

/// What a [SegmentScanner] found in a segment.
///
/// @param header empty when it does not stand
/// @param entries the entries that stand, in order
/// @param footer present when the segment was sealed
/// @param end byte after the last thing that stands
/// @param tornBytes bytes after `end`, when nothing stands there and no footer says that something should
/// @param damage one phrase for each stretch that should stand and does not
record ScannedSegment(
    Optional<SegmentHeader> header,
    List<Entry> entries,
    Optional<Footer> footer,
    int end,
    int tornBytes,
    List<String> damage) {
  ScannedSegment {
    entries = List.copyOf(entries);
    damage = List.copyOf(damage);
  }

  /// This, taken for a put that was never finished.
  ScannedSegment unfinished(int sizeBytes) {
    return new ScannedSegment(header, entries, footer, 0, sizeBytes, List.of());
  }

  List<WriteBatch> batches() {
    return entries.stream().map(Entry::batch).toList();
  }

  long rows() {
    return entries.stream().mapToLong(entry -> entry.batch().rowCount()).sum();
  }

  /// An entry that stands.
  ///
  /// @param position its number in the segment
  /// @param from its frame's first byte
  /// @param end the byte after its payload
  record Entry(int position, WriteBatch batch, int from, int end) {}
}
