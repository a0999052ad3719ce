package millrace.wal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// Which segments go when the log is trimmed.
///
/// @param remove sequences, ascending
/// @param givenUp how many of them were on hold
record SegmentTrim(List<Long> remove, int givenUp) {
  SegmentTrim {
    remove = List.copyOf(remove);
  }

  /// @param sizes bytes of every segment, by sequence
  /// @param covered segments up to this one may go
  /// @param keep the newest of those that stay in any case
  /// @param neededFrom first segment on hold
  /// @param heldBytes what segments that stay for being on hold alone may take
  static SegmentTrim plan(SortedMap<Long, Long> sizes, long covered, int keep, long neededFrom, long heldBytes) {
    List<Map.Entry<Long, Long>> removable = new ArrayList<>(sizes.headMap(covered + 1).entrySet());
    int count = Math.max(0, removable.size() - keep);
    List<Long> remove = new ArrayList<>();
    int givenUp = 0;
    long held = 0;
    // From the newest on, so that the newest of those on hold are the ones that stay.
    for (Map.Entry<Long, Long> segment : removable.subList(0, count).reversed()) {
      boolean isHeld = segment.getKey() >= neededFrom;
      held += isHeld ? segment.getValue() : 0;
      if (!isHeld || held > heldBytes) {
        remove.addFirst(segment.getKey());
        givenUp += isHeld ? 1 : 0;
      }
    }
    return new SegmentTrim(remove, givenUp);
  }
}
