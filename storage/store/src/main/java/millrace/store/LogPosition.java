package millrace.store;

/// A place in the write-ahead log: everything up to and including batch `index` of object `sequence`. Replay gives the
/// batches of an object in the order they were applied, so counting them again finds the same place.
record LogPosition(long sequence, int index) implements Comparable<LogPosition> {
  static final LogPosition START = new LogPosition(-1, 0);

  /// The place after one more batch of object `sequence`.
  LogPosition next(long sequence) {
    return sequence == this.sequence ? new LogPosition(sequence, index + 1) : new LogPosition(sequence, 0);
  }

  @Override
  public int compareTo(LogPosition other) {
    return sequence != other.sequence ? Long.compare(sequence, other.sequence) : Integer.compare(index, other.index);
  }
}
