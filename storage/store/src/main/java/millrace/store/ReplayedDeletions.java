package millrace.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/// Deletions of a manifest that happened at places of the log which are yet to be replayed.
///
/// Threads: guarded by the store's lock.
final class ReplayedDeletions {
  private final Deque<StoredTombstone> left;

  ReplayedDeletions(Manifest manifest) {
    left = new ArrayDeque<>(
        manifest.tombstones().stream()
            .filter(tombstone -> tombstone.position().compareTo(manifest.covered()) > 0)
            .sorted(Comparator.comparing(StoredTombstone::position).thenComparing(StoredTombstone::generation))
            .toList());
  }

  /// Takes those that happened before the batch at a place.
  List<StoredTombstone> before(LogPosition place) {
    if (left.isEmpty()) {
      return List.of();
    }
    List<StoredTombstone> taken = new ArrayList<>();
    while (!left.isEmpty() && left.peek().position().compareTo(place) < 0) {
      taken.add(left.poll());
    }
    return taken;
  }

  /// Takes all.
  List<StoredTombstone> rest() {
    if (left.isEmpty()) {
      return List.of();
    }
    List<StoredTombstone> taken = List.copyOf(left);
    left.clear();
    return taken;
  }
}
