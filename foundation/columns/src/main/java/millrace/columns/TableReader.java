package millrace.columns;

import java.util.List;
import millrace.base.TimeSpan;

/// The one way to read a table: everything written to it up to one instant, undisturbed by later writes, snapshots,
/// compactions and deletions until it is closed.
///
/// Threads: cursors of one reader may be used by several threads, each cursor by one.
public interface TableReader extends AutoCloseable {
  /// The table's columns, tags first in order of first appearance, then fields.
  List<Column> columns();

  SeriesSet series();

  /// Shards that overlap `span` and have rows of this table, ascending by time.
  List<ShardReader> shards(TimeSpan span);

  /// How many data files hold rows of a span; 0 where rows are not in files.
  default int fileCount(TimeSpan span) {
    return 0;
  }

  /// Whether nothing was ever written to the table, as far as is still known; false for a table that was emptied.
  default boolean isUnwritten() {
    return false;
  }

  /// What has been left out so far because it cannot be read, a sentence each; the answer is partial unless this is empty.
  /// Complete once everything has been read; may be asked after closing.
  default List<String> damage() {
    return List.of();
  }

  /// Lets go of the files and buffers held. Twice is harmless.
  @Override
  void close();
}
