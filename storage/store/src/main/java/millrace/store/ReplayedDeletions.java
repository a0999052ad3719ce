package millrace.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

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
    return takeWhile(deletion -> deletion.position().compareTo(place) < 0);
  }

  /// Takes those that happened before any batch after a place.
  List<StoredTombstone> upTo(LogPosition place) {
    return takeWhile(deletion -> deletion.position().compareTo(place) <= 0);
  }

  /// Takes all.
  List<StoredTombstone> rest() {
    return takeWhile(deletion -> true);
  }

  private List<StoredTombstone> takeWhile(Predicate<StoredTombstone> isDue) {
    if (left.isEmpty()) {
      return List.of();
    }
    List<StoredTombstone> taken = new ArrayList<>();
    while (!left.isEmpty() && isDue.test(left.peek())) {
      taken.add(left.poll());
    }
    return taken;
  }
}
