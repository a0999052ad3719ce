package millrace.store;

import static millrace.store.StoreHistory.untilItWorks;

import java.nio.file.Path;
import java.util.Random;
import millrace.objectstore.Fault;
import millrace.objectstore.FaultyObjectStore;
import millrace.objectstore.FolderObjectStore;
import millrace.objectstore.MemoryObjectStore;
import millrace.objectstore.ObjectStore;
import millrace.objectstore.StoreOperation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One random history of writes, deletions, snapshots and restarts must read like a plain model, in both directions of
/// time, from readers old and new.
class StoreModelTest {
  private static final int STEPS = 100;
  private static final StoreOptions OPTIONS = new StoreOptions("node0", 1 << 20, 100, 1 << 16, 2);

  @TempDir Path folder;

  @Test
  void inMemory() {
    Random random = seeded("inMemory");
    StoreHistory history = new StoreHistory(random, new MemoryObjectStore(), OPTIONS);
    for (int step = 0; step < STEPS; step++) {
      step(history, random);
      history.check();
    }
  }

  @Test
  void inAFolder() {
    Random random = seeded("inAFolder");
    try (ObjectStore objects = new FolderObjectStore(folder)) {
      StoreHistory history = new StoreHistory(random, objects, OPTIONS);
      for (int step = 0; step < STEPS; step++) {
        step(history, random);
        history.check();
      }
    }
  }

  @Test
  void overAFaultyStore() {
    Random random = seeded("overAFaultyStore");
    FaultyObjectStore objects = new FaultyObjectStore(new MemoryObjectStore());
    StoreHistory history = new StoreHistory(random, objects, OPTIONS);
    for (int step = 0; step < STEPS; step++) {
      if (random.nextInt(3) == 0) {
        StoreOperation[] writes = {StoreOperation.PUT, StoreOperation.PUT_IF_ABSENT};
        objects.plan(writes[random.nextInt(2)], 1 + random.nextInt(3), fault(random));
      }
      step(history, random);
      objects.calm();
      history.check();
    }
  }

  private static Fault fault(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> new Fault.Fail();
      case 1 -> new Fault.LoseAnswer();
      case 2 -> new Fault.Lie();
      default -> new Fault.Tear(random.nextInt(200));
    };
  }

  private static void step(StoreHistory history, Random random) {
    switch (random.nextInt(20)) {
      case 0, 1 -> history.delete();
      case 2, 3 -> history.open();
      case 4, 5 -> history.checkOpened();
      case 6, 7 -> untilItWorks(() -> history.store().snapshot());
      case 8 -> history.restart();
      case 9 -> {
        if (random.nextInt(4) == 0) {
          history.dropSomething();
        }
      }
      case 10 -> untilItWorks(() -> history.store().removeOrphans());
      case 11 -> untilItWorks(() -> history.store().compact(random.nextLong(2 * StoreHistory.SPAN)));
      default -> history.write();
    }
  }

  private static Random seeded(String test) {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("StoreModelTest." + test + ": repeat with -Dtest.argLine=-Dseed=" + seed);
    return new Random(seed);
  }
}
