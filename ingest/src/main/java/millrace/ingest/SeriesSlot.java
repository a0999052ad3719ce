package millrace.ingest;

import millrace.columns.SeriesKey;

/// A series of a table and its place in the batch being read.
final class SeriesSlot {
  final SeriesKey key;
  /// Number of the batch that `ordinal` belongs to.
  long batch = -1;

  int ordinal;

  SeriesSlot(SeriesKey key) {
    this.key = key;
  }
}
