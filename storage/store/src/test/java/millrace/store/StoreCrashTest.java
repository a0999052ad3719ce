package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import millrace.base.MillraceException;
import millrace.objectstore.Fault;
import millrace.objectstore.FaultyObjectStore;
import millrace.objectstore.GrowingMemoryStore;
import millrace.objectstore.MemoryObjectStore;
import millrace.objectstore.ObjectStore;
import millrace.objectstore.StoreOperation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A node over a store that fails, tears, delays or lies at any one of its calls, and that dies there or goes on and
/// dies later, without a word each time: what was acknowledged is there afterwards in its newest form, and nothing else;
/// a step that nobody answered is there as a whole or not at all.
///
/// A life is a few steps of a random history with snapshots, merges and clean-ups between them. The first two lives end
/// by a crash, the third finds what they left, goes on for a while, and leaves it to a fourth.
class StoreCrashTest {
  private static final int STEPS_A_LIFE = 6;

  /// Of the calls that only read, one in so many is looked at where time is short.
  private static final int READS_PASSED_OVER = 6;

  private static final int LIVES = 3;

  @Test
  void anyOneCallMayFailOnABucket() {
    everyCall("anyOneCallMayFailOnABucket", MemoryObjectStore::new, 1);
  }

  @Test
  void anyOneCallMayFailInAFolder() {
    everyCall("anyOneCallMayFailInAFolder", GrowingMemoryStore::new, 1);
  }

  @Test
  @Tag("slow")
  void anyOneCallMayFailInAnyWay() {
    for (int round = 0; round < 3; round++) {
      everyCall("anyOneCallMayFailInAnyWay", MemoryObjectStore::new, Integer.MAX_VALUE);
      everyCall("anyOneCallMayFailInAnyWay", GrowingMemoryStore::new, Integer.MAX_VALUE);
    }
  }

  @Test
  void manyCallsMayFail() {
    manyFaults("manyCallsMayFail", 40);
  }

  @Test
  @Tag("slow")
  void manyCallsMayFailForLong() {
    manyFaults("manyCallsMayFailForLong", 2_000);
  }

  /// For every call of the first two lives, or every one that writes and some that read: one fault there, of one kind
  /// or of all.
  ///
  /// @param kinds of faults for one call at most
  private static void everyCall(String test, Supplier<ObjectStore> objects, int kinds) {
    long seed = seed(test);
    Random random = new Random(seed);
    RandomHistory history = RandomHistory.of(random, STEPS_A_LIFE * LIVES, RandomHistory.Size.SMALL);
    List<Map<StoreOperation, Integer>> calls = new Lives(objects.get(), history, "no fault").run();
    for (int life = 0; life < LIVES - 1; life++) {
      for (StoreOperation operation : StoreOperation.values()) {
        for (int nth = 1; nth <= calls.get(life).get(operation); nth++) {
          if (kinds == 1 && isRead(operation) && random.nextInt(READS_PASSED_OVER) > 0) {
            continue;
          }
          List<Planned> faults = new ArrayList<>();
          for (Kind kind : Kind.of(operation)) {
            faults.add(new Planned(life, operation, nth, kind, true));
            faults.add(new Planned(life, operation, nth, kind, false));
          }
          while (faults.size() > kinds) {
            faults.remove(random.nextInt(faults.size()));
          }
          faults.forEach(fault -> new Lives(objects.get(), history, "seed " + seed + ", " + fault).with(fault).run());
        }
      }
    }
  }

  private static boolean isRead(StoreOperation operation) {
    return switch (operation) {
      case GET, RANGE, LIST -> true;
      case PUT, PUT_IF_ABSENT, DELETE, CREATE, APPEND, SYNC -> false;
    };
  }

  private static void manyFaults(String test, int rounds) {
    long seed = seed(test);
    Random random = new Random(seed);
    for (int round = 0; round < rounds; round++) {
      RandomHistory history = RandomHistory.of(
          random, (1 + random.nextInt(3)) * STEPS_A_LIFE * LIVES, RandomHistory.Size.SMALL);
      ObjectStore objects = random.nextBoolean() ? new MemoryObjectStore() : new GrowingMemoryStore();
      Lives lives = new Lives(objects, history, "seed " + seed + ", round " + round);
      for (int i = random.nextInt(8); i > 0; i--) {
        StoreOperation operation = StoreOperation.values()[random.nextInt(StoreOperation.values().length)];
        List<Kind> kinds = Kind.of(operation);
        lives.with(new Planned(
            random.nextInt(LIVES - 1), operation, 1 + random.nextInt(40), kinds.get(random.nextInt(kinds.size())),
            random.nextInt(4) == 0));
      }
      lives.run();
    }
  }

  private static long seed(String test) {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    System.out.println("StoreCrashTest." + test + ": ./dev test store StoreCrashTest --seed " + seed);
    return seed;
  }

  /// What a call does instead of its duty.
  private enum Kind {
    FAIL, LOSE_ANSWER, TEAR_AT_ONCE, TEAR, TEAR_SILENTLY, LIE, ARRIVE_LATE, DELAY;

    /// Reads, and appends to a file, may fail or take long; whatever is put may also be lied about.
    static List<Kind> of(StoreOperation operation) {
      return switch (operation) {
        case GET, RANGE, LIST -> List.of(FAIL, DELAY);
        case PUT, PUT_IF_ABSENT ->
            List.of(FAIL, LOSE_ANSWER, TEAR_AT_ONCE, TEAR, TEAR_SILENTLY, LIE, ARRIVE_LATE, DELAY);
        case DELETE -> List.of(FAIL, LOSE_ANSWER, LIE, ARRIVE_LATE, DELAY);
        case APPEND -> List.of(FAIL, LOSE_ANSWER, TEAR_AT_ONCE, TEAR, DELAY);
        // An object that grows is there with its head or not at all.
        case CREATE, SYNC -> List.of(FAIL, LOSE_ANSWER, DELAY);
      };
    }
  }

  /// @param life counts from 0
  /// @param isLast whether the node dies there
  private record Planned(int life, StoreOperation operation, int nth, Kind kind, boolean isLast) {}

  /// Some lives of one node.
  private static final class Lives {
    private final ObjectStore objects;
    private final RandomHistory history;
    private final String name;
    private final GrowingSchema schema = new GrowingSchema();
    private final PossibleStates states = new PossibleStates();
    private final List<Planned> faults = new ArrayList<>();
    private final List<Runnable> late = new ArrayList<>();
    private final List<Map<StoreOperation, Integer>> calls = new ArrayList<>();
    private Optional<NodeLife> living = Optional.empty();
    private int epoch;

    Lives(ObjectStore objects, RandomHistory history, String name) {
      this.objects = objects;
      this.history = history;
      this.name = name;
    }

    Lives with(Planned fault) {
      faults.add(fault);
      return this;
    }

    /// @return calls by life
    List<Map<StoreOperation, Integer>> run() {
      int steps = history.steps().size() / LIVES;
      for (int life = 0; life < LIVES; life++) {
        live(life, history.steps().subList(life * steps, (life + 1) * steps));
      }
      live(LIVES, List.of());
      return calls;
    }

    private void live(int life, List<RandomHistory.Step> steps) {
      FaultyObjectStore view = new FaultyObjectStore(objects);
      faults.stream().filter(fault -> fault.life == life).forEach(fault -> plan(fault, view));
      for (int tries = 0; living.isEmpty() && !view.isDown(); tries++) {
        assertThat(tries).as("starts of %s", name).isLessThan(20);
        start(view);
      }
      // What was on its way when the last life ended.
      late.forEach(Runnable::run);
      late.clear();
      if (living.isPresent()) {
        settle(view, living.get());
        go(view, living.get(), steps);
        check(view, living.get());
      }
      calls.add(counted(view));
      view.calm();
      view.setDown(true);
      living.ifPresent(NodeLife::bury);
      living = Optional.empty();
    }

    private void start(FaultyObjectStore view) {
      try {
        living = Optional.of(new NodeLife(view, schema, ++epoch));
        assertThat(living.get().damage()).as(name).isEmpty();
      } catch (MillraceException e) {
        // It did not get far; the next try is another process.
      }
    }

    private void go(FaultyObjectStore view, NodeLife node, List<RandomHistory.Step> steps) {
      for (int i = 0; i < steps.size() && !view.isDown(); i++) {
        RandomHistory.Step step = steps.get(i);
        states.begin(step);
        if (tried(() -> node.take(step))) {
          states.acknowledged();
        }
        keepHouse(node.store(), i);
      }
    }

    private static void keepHouse(Store store, int step) {
      if (store.isSnapshotDue() || step % 4 == 1) {
        tried(store::snapshot);
      }
      if (step % 3 == 2) {
        tried(() -> store.compact(Long.MAX_VALUE));
      }
      if (step % 5 == 3) {
        tried(store::removeOrphans);
        tried(store::expire);
        tried(store::setDamagedAside);
      }
    }

    private static boolean tried(Runnable step) {
      try {
        step.run();
        return true;
      } catch (MillraceException refused) {
        return false;
      }
    }

    private void settle(FaultyObjectStore view, NodeLife node) {
      while (!view.isDown() && !tried(() -> states.settle(node.store(), name))) {
        Thread.onSpinWait();
      }
    }

    private void check(FaultyObjectStore view, NodeLife node) {
      while (!view.isDown() && !tried(() -> states.check(node.store(), name))) {
        Thread.onSpinWait();
      }
    }

    private void plan(Planned planned, FaultyObjectStore view) {
      Fault fault = switch (planned.kind) {
        case FAIL -> new Fault.Fail();
        case LOSE_ANSWER -> new Fault.LoseAnswer();
        case TEAR_AT_ONCE -> new Fault.Tear(0);
        case TEAR -> new Fault.Tear(70);
        case TEAR_SILENTLY -> new Fault.TearSilently(70);
        case LIE -> new Fault.Lie();
        case ARRIVE_LATE -> objects.appendable().isPresent() ? new Fault.Fail() : new Fault.ArriveLate(late::add);
        // Others read meanwhile.
        case DELAY -> new Fault.Delay(() -> living.ifPresent(node -> states.check(node.store(), name)));
      };
      view.plan(planned.operation, planned.nth, planned.isLast ? new Fault.Last(fault) : fault);
    }

    private static Map<StoreOperation, Integer> counted(FaultyObjectStore view) {
      Map<StoreOperation, Integer> counted = new EnumMap<>(StoreOperation.class);
      for (StoreOperation operation : StoreOperation.values()) {
        counted.put(operation, view.calls(operation));
      }
      return counted;
    }
  }
}
