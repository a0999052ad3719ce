package millrace.store;

/// A place in the write-ahead log: everything up to and including batch `index` of segment `sequence`.
record LogPosition(long sequence, int index) implements Comparable<LogPosition> {
  /// Before the first batch; segments are numbered from 1 on.
  static final LogPosition START = new LogPosition(0, 0);

  @Override
  public int compareTo(LogPosition other) {
    return sequence != other.sequence ? Long.compare(sequence, other.sequence) : Integer.compare(index, other.index);
  }
}
