package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import millrace.base.TimeSpan;
import millrace.datafile.TagFilter;
import org.junit.jupiter.api.Test;

class CompactionPlannerTest {
  private static final Shard SHARD = new Shard(1, 1, 2, new TimeSpan(0, GrowingSchema.DAY));
  private static final long HOT = GrowingSchema.DAY - 1;
  private static final long COLD = 3 * GrowingSchema.DAY;

  private final CompactionPlanner planner = new CompactionPlanner(3);
  private final List<StoredFile> files = new ArrayList<>();

  @Test
  void leavesFewFilesOfAHotShardAlone() {
    run(10, 1, 100);
    run(20, 0, 100);
    run(30, 0, 100);
    assertThat(plan(HOT)).isEqualTo("nothing");
  }

  @Test
  void mergesNeighboursOfOneLevelIntoTheNext() {
    run(10, 1, 100);
    run(20, 0, 100);
    run(30, 0, 100);
    run(40, 0, 100);
    assertThat(plan(HOT)).isEqualTo("[20, 30, 40] -> level 1 generation 40");
  }

  @Test
  void countsFilesOfOneGenerationAsOneRun() {
    run(10, 2, 100);
    run(10, 2, 100);
    run(10, 2, 100);
    assertThat(plan(HOT)).isEqualTo("nothing");
    assertThat(plan(COLD)).isEqualTo("nothing");
  }

  @Test
  void endsAColdShardAsOneRun() {
    run(10, 2, 1000);
    run(20, 0, 10);
    assertThat(plan(GrowingSchema.DAY)).isEqualTo("nothing");
    assertThat(plan(COLD)).isEqualTo("[10, 20] -> level 3 generation 20");
    run(30, 0, 200);
    assertThat(plan(GrowingSchema.DAY)).isEqualTo("[10, 20, 30] -> level 3 generation 30");
  }

  /// A shard that is settled is not looked at again until its files or deletions change.
  @Test
  void aSettledShardHasNoPlanHoweverLateItGets() {
    long seed = Long.getLong("millrace.seed", 5);
    Random random = new Random(seed);
    int settled = 0;
    for (int round = 0; round < 2000; round++) {
      files.clear();
      for (int i = random.nextInt(5); i >= 0; i--) {
        run(10 + random.nextInt(4), random.nextInt(3), 1 + random.nextInt(1000));
      }
      long now = random.nextLong(4 * GrowingSchema.DAY);
      if (plan(now).equals("nothing") && planner.isSettled(SHARD, files, now, false)) {
        settled++;
        for (long later : new long[] {now + 1, GrowingSchema.DAY, COLD, Long.MAX_VALUE}) {
          assertThat(plan(Math.max(now, later))).as("%s at %d, seed %d", files, later, seed).isEqualTo("nothing");
        }
      }
    }
    assertThat(settled).isPositive();
  }

  @Test
  void mergesByLevelAloneWhileOldRowsAreLoaded() {
    run(10, 2, 1000);
    run(20, 0, 900);
    run(30, 0, 900);
    assertThat(plan(COLD, true)).isEqualTo("nothing");
    assertThat(planner.isSettled(SHARD, files, COLD, true)).as("it will be one run later").isFalse();
    run(40, 0, 900);
    assertThat(plan(COLD, true)).isEqualTo("[20, 30, 40] -> level 1 generation 40");
  }

  @Test
  void rewritesARunThatHasDeletionsToApply() {
    run(10, 1, 100);
    run(30, 1, 100);
    assertThat(plan(HOT, new Tombstone(20, new TimeSpan(0, 5), Optional.empty())))
        .isEqualTo("[10] -> level 1 generation 10");
    assertThat(plan(HOT, new Tombstone(20, new TimeSpan(500, 600), Optional.empty()))).isEqualTo("nothing");
    assertThat(plan(HOT, new Tombstone(5, new TimeSpan(0, 5), Optional.empty()))).isEqualTo("nothing");
  }

  private void run(long generation, int level, long sizeBytes) {
    files.addFirst(
        new StoredFile(files.size(), 1, 7, 1, level, generation, 0, 0, 100, 1, 1, sizeBytes, List.of(),
            TagFilter.ANY));
  }

  private String plan(long now, Tombstone... tombstones) {
    return plan(now, false, tombstones);
  }

  private String plan(long now, boolean isTakingRows, Tombstone... tombstones) {
    return planner
        .plan(SHARD, files, List.of(tombstones), now, isTakingRows)
        .map(plan -> plan.files().stream().map(StoredFile::generation).toList()
            + " -> level " + plan.level() + " generation " + plan.generation())
        .orElse("nothing");
  }
}
