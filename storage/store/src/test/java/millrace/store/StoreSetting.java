package millrace.store;

import java.util.Random;

/// One way to keep data, of many that must not show.
///
/// @param shardNanos length of a shard
/// @param compaction when files are merged
/// @param restartEvery the process dies after so many steps, again and again
/// @param place where the objects are
record StoreSetting(long shardNanos, StoreOptions options, Compaction compaction, int restartEvery, Place place) {
  private static final long HOUR = 3_600_000_000_000L;
  private static final int NEVER = Integer.MAX_VALUE;

  /// When files are merged.
  enum Compaction { EAGER, NOW_AND_THEN, OFF }

  /// Where the objects are.
  enum Place { MEMORY, FOLDER, BUCKET, CACHED_BUCKET }

  /// Nothing is written to files.
  static StoreSetting inTheBuffer() {
    return new StoreSetting(24 * HOUR, options(1 << 30, NEVER, 1 << 26, 4), Compaction.OFF, NEVER, Place.MEMORY);
  }

  /// Every batch becomes a file at once, and all files one.
  static StoreSetting inOneFile(Place place) {
    return new StoreSetting(1000 * HOUR, options(1, 1, 1 << 26, 2), Compaction.EAGER, 50, place);
  }

  /// Many small files over one another.
  static StoreSetting inManyFiles(Place place) {
    return new StoreSetting(6 * HOUR, options(5_000, NEVER, 1 << 12, 4), Compaction.OFF, 35, place);
  }

  /// As a server does it, on a small scale.
  static StoreSetting asUsual(Place place) {
    return new StoreSetting(24 * HOUR, options(50_000, 4, 1 << 16, 3), Compaction.NOW_AND_THEN, 70, place);
  }

  /// In few requests to the store.
  static StoreSetting inBulk(Place place) {
    return new StoreSetting(100 * HOUR, options(400_000, 9, 1 << 20, 2), Compaction.NOW_AND_THEN, 45, place);
  }

  static StoreSetting any(Random random, Place place) {
    StoreOptions options = options(
        1L << random.nextInt(10, 22), 1 + random.nextInt(20), 1L << random.nextInt(10, 22), 2 + random.nextInt(4));
    return new StoreSetting(
        HOUR * (1L << random.nextInt(1, 9)), options, Compaction.values()[random.nextInt(3)], 5 + random.nextInt(200),
        place);
  }

  private static StoreOptions options(long snapshotBytes, int snapshotSegments, long fileBytes, int levelFiles) {
    return new StoreOptions("n", snapshotBytes, snapshotSegments, fileBytes, levelFiles);
  }
}
