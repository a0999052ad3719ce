package millrace.store;

import java.util.List;
import java.util.function.Consumer;

/// The files of a table as of one moment, shard by shard. Readers of the same moment share one: whoever opens the table
/// takes hold of all its files in one step, however many they are, and looks at those he needs.
///
/// Threads: any; guards itself.
final class TableFiles {
  private final List<OfShard> shards;
  private int holders = 1;

  /// The files of one shard.
  ///
  /// @param contents what else there is of it, to be looked at with the store's lock held
  /// @param files oldest first
  record OfShard(ShardContents contents, List<ShardContents.Listed> files) {
    Shard shard() {
      return contents.shard();
    }
  }

  /// Takes hold of every file, on behalf of the table, until it [#release]s this.
  ///
  /// @param shards ascending by time
  TableFiles(List<OfShard> shards) {
    this.shards = List.copyOf(shards);
    handles(FileHandle::acquire);
  }

  List<OfShard> shards() {
    return shards;
  }

  synchronized void acquire() {
    holders++;
  }

  /// Lets the files go with the last holder. May remove files that nobody lists any more.
  void release() {
    boolean isLast;
    synchronized (this) {
      isLast = --holders == 0;
    }
    if (isLast) {
      handles(FileHandle::release);
    }
  }

  private void handles(Consumer<FileHandle> step) {
    shards.forEach(shard -> shard.files().forEach(file -> step.accept(file.handle())));
  }
}
