package millrace.ingest;

import java.util.List;

/// Table name and tags as bodies spell them. Several spellings can mean one series.
final class KeySpelling {
  final byte[] bytes;
  final long hash;
  final TableBuilder table;
  final SeriesSlot series;
  final List<String> tags;
  /// The version of the table's schema that was seen to have all tags.
  int checkedVersion;
  /// The spelling that followed last time, which is tried first next time; null at first.
  KeySpelling next;

  KeySpelling(byte[] bytes, long hash, TableBuilder table, SeriesSlot series, List<String> tags) {
    this.bytes = bytes;
    this.hash = hash;
    this.table = table;
    this.series = series;
    this.tags = tags;
    this.checkedVersion = table.version();
  }
}
