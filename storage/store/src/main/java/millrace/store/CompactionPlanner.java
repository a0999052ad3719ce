package millrace.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Decides which files of one table and shard to merge next. Files of one generation are one sorted run, cut by size;
/// runs are merged only with their neighbours in age, so that newest still wins.
///
/// Size-tiered: when enough runs of one level stand together they become one of the next. A shard whose time is over and
/// that takes no more writes ends as one run; while old rows are loaded into it, that would rewrite all of it at every
/// snapshot. Runs with deletions to apply are rewritten when there is nothing better to do.
final class CompactionPlanner {
  /// A small late write does not rewrite a shard that ended less than this ago.
  private static final long COLD_NANOS = 24L * 3600 * 1_000_000_000;

  private final int levelFiles;

  CompactionPlanner(int levelFiles) {
    this.levelFiles = levelFiles;
  }

  /// What to merge: neighbouring runs, oldest first, into one run of a level.
  record Plan(List<StoredFile> files, int level) {
    Plan {
      files = List.copyOf(files);
    }

    /// Of the run to be.
    long generation() {
      return files.getLast().generation();
    }
  }

  /// @param files the shard's files in any order
  /// @param tombstones generations and spans of the table's deletions
  /// @param isTakingRows whether rows of the shard are being written
  Optional<Plan> plan(
      Shard shard, List<StoredFile> files, List<Tombstone> tombstones, long nowNanos, boolean isTakingRows) {
    List<List<StoredFile>> runs = runs(files);
    return tier(runs)
        .or(() -> isTakingRows ? Optional.empty() : cold(shard, runs, nowNanos))
        .or(() -> deleted(runs, tombstones));
  }

  /// Whether a shard without a plan will have none, however late it gets, until its files or deletions change.
  boolean isSettled(Shard shard, List<StoredFile> files, long nowNanos, boolean isTakingRows) {
    long end = shard.span().endNanos();
    boolean isOld = nowNanos >= end && nowNanos - end >= COLD_NANOS;
    return (isOld && !isTakingRows) || runs(files).size() < 2;
  }

  private Optional<Plan> tier(List<List<StoredFile>> runs) {
    for (int from = 0; from < runs.size(); from++) {
      int level = level(runs.get(from));
      int to = from;
      while (to < runs.size() && level(runs.get(to)) == level) {
        to++;
      }
      if (to - from >= levelFiles) {
        return Optional.of(plan(runs.subList(from, to), level + 1));
      }
      from = to - 1;
    }
    return Optional.empty();
  }

  private static Optional<Plan> cold(Shard shard, List<List<StoredFile>> runs, long nowNanos) {
    if (runs.size() < 2 || nowNanos < shard.span().endNanos()) {
      return Optional.empty();
    }
    long total = runs.stream().mapToLong(CompactionPlanner::sizeBytes).sum();
    long largest = runs.stream().mapToLong(CompactionPlanner::sizeBytes).max().orElse(0);
    boolean isWorthIt = (total - largest) * 10 >= largest || nowNanos - shard.span().endNanos() >= COLD_NANOS;
    int level = runs.stream().mapToInt(CompactionPlanner::level).max().orElse(0);
    return isWorthIt ? Optional.of(plan(runs, level + 1)) : Optional.empty();
  }

  private static Optional<Plan> deleted(List<List<StoredFile>> runs, List<Tombstone> tombstones) {
    return runs.stream()
        .filter(run -> run.stream().anyMatch(file -> tombstones.stream().anyMatch(tomb -> concerns(tomb, file))))
        .findFirst()
        .map(run -> plan(List.of(run), Math.max(1, level(run))));
  }

  private static boolean concerns(Tombstone tombstone, StoredFile file) {
    return file.isOlderThan(tombstone.generation())
        && tombstone.span().startNanos() <= file.maxNanos()
        && file.minNanos() < tombstone.span().endNanos();
  }

  private static Plan plan(List<List<StoredFile>> runs, int level) {
    return new Plan(runs.stream().flatMap(List::stream).toList(), level);
  }

  /// Files by generation, oldest first.
  private static List<List<StoredFile>> runs(List<StoredFile> files) {
    TreeMap<Long, List<StoredFile>> runs = new TreeMap<>();
    files.stream()
        .sorted(Comparator.comparingLong(StoredFile::id))
        .forEach(file -> runs.computeIfAbsent(file.generation(), key -> new ArrayList<>()).add(file));
    return List.copyOf(runs.values());
  }

  private static int level(List<StoredFile> run) {
    return run.getFirst().level();
  }

  private static long sizeBytes(List<StoredFile> run) {
    return run.stream().mapToLong(StoredFile::sizeBytes).sum();
  }
}
