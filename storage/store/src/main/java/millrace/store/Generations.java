package millrace.store;

/// Numbers that order logs, files and tombstones: a later one is newer, and a tombstone covers what is older.
///
/// Threads: guarded by the store's lock.
final class Generations {
  private long last;

  long next() {
    return ++last;
  }

  long last() {
    return last;
  }

  /// Makes later numbers greater than one seen in a manifest.
  void passed(long generation) {
    last = Math.max(last, generation);
  }
}
