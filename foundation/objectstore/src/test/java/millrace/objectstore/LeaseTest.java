package millrace.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {
  private static final LeaseHolder HERE = LeaseHolder.ofThisProcess();
  private static final LeaseHolder ELSEWHERE = new LeaseHolder("far", "another machine", 7, 1);
  private static final LeaseHolder DEAD =
      new LeaseHolder("near", HERE.machine(), HERE.processId(), HERE.startedMillis() + 1);

  private final FaultyObjectStore store = new FaultyObjectStore(new MemoryObjectStore());

  @TempDir Path folder;

  /// Moves when told; `onPause` is what others do meanwhile.
  private static final class HandTimer implements LeaseTimer {
    private Runnable beat = () -> {};
    private Runnable onPause = () -> {};
    private Duration paused = Duration.ZERO;
    private boolean isClosed;

    @Override
    public void pause(Duration time) {
      paused = paused.plus(time);
      onPause.run();
    }

    @Override
    public void every(Duration time, Runnable beat) {
      this.beat = beat;
    }

    @Override
    public void close() {
      isClosed = true;
      beat = () -> {};
    }
  }

  @Test
  void countsItsOwners() {
    for (int epoch = 1; epoch <= 12; epoch++) {
      HandTimer timer = new HandTimer();
      try (Lease lease = take(ELSEWHERE, timer)) {
        assertThat(lease.epoch()).isEqualTo(epoch);
        assertThat(timer.paused).as("the one before gave it back").isZero();
      }
    }
    assertThat(store.list("n/lease/", "")).as("a few stay").hasSize(9);
  }

  @Test
  void followsADeadProcessOfThisMachineAtOnce() {
    take(DEAD, new HandTimer());
    HandTimer timer = new HandTimer();
    try (Lease lease = take(HERE, timer)) {
      assertThat(lease.epoch()).isEqualTo(2);
      assertThat(timer.paused).isZero();
    }
  }

  @Test
  void waitsForAHolderWhoIsSilent() {
    take(ELSEWHERE, new HandTimer());
    HandTimer timer = new HandTimer();
    try (Lease lease = take(HERE, timer)) {
      assertThat(lease.epoch()).isEqualTo(2);
      assertThat(timer.paused).isEqualTo(Duration.ofSeconds(10));
    }
  }

  @Test
  void isRefusedWhileTheHolderRenews() {
    HandTimer first = new HandTimer();
    try (Lease lease = take(ELSEWHERE, first)) {
      HandTimer second = new HandTimer();
      second.onPause = () -> {
        if (second.paused.toSeconds() == 3) {
          first.beat.run();
        }
      };
      assertRefused("node n is in use by process 7 on far", () -> take(HERE, second));
      assertThat(second.paused).isEqualTo(Duration.ofSeconds(3));
      assertThat(second.isClosed).isTrue();
      assertThat(lease.epoch()).isEqualTo(1);
    }
  }

  @Test
  void doesNotWaitForTheLapseWhenTheHolderLeaves() {
    Lease first = take(ELSEWHERE, new HandTimer());
    HandTimer second = new HandTimer();
    second.onPause = first::close;
    assertThat(take(HERE, second).epoch()).isEqualTo(2);
    assertThat(second.paused).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void learnsThatItWasTakenOver() {
    List<String> told = new ArrayList<>();
    HandTimer first = new HandTimer();
    Lease sleeping = take(ELSEWHERE, first);
    sleeping.whenLost(() -> told.add("lost"));
    try (Lease lease = take(HERE, new HandTimer())) {
      assertThat(told).isEmpty();
      byte[] theirs = store.get("n/lease/00000000002").orElseThrow();
      first.beat.run();
      first.beat.run();
      sleeping.close();

      assertThat(told).containsExactly("lost");
      assertThat(store.get("n/lease/00000000002")).hasValue(theirs);
      sleeping.whenLost(() -> told.add("late"));
      assertThat(told).containsExactly("lost", "late");
      assertThat(lease.epoch()).isEqualTo(2);
    }
  }

  @Test
  void outlivesAStoreThatIsAway() {
    List<String> told = new ArrayList<>();
    HandTimer timer = new HandTimer();
    try (Lease lease = take(HERE, timer)) {
      lease.whenLost(() -> told.add("lost"));
      byte[] before = store.get("n/lease/00000000001").orElseThrow();
      store.setDown(true);
      timer.beat.run();
      timer.beat.run();
      store.setDown(false);
      assertThat(store.get("n/lease/00000000001")).hasValue(before);
      timer.beat.run();
      assertThat(store.get("n/lease/00000000001").orElseThrow()).isNotEqualTo(before);
      assertThat(told).isEmpty();
    }
  }

  @Test
  void isNotTakenWhileTheStoreIsAway() {
    for (StoreOperation operation : List.of(StoreOperation.LIST, StoreOperation.PUT_IF_ABSENT)) {
      store.plan(operation, 1, new Fault.Fail());
      assertThatThrownBy(() -> take(HERE, new HandTimer())).isInstanceOf(MillraceException.class);
    }
    assertThat(take(HERE, new HandTimer()).epoch()).isEqualTo(1);
  }

  @Test
  void takesOverAnObjectThatCannotBeRead() {
    store.put("n/lease/00000000004", "rubbish\n=\nprocess=x".getBytes(StandardCharsets.UTF_8));
    store.put("n/lease/readme", new byte[0]);
    HandTimer timer = new HandTimer();
    assertThat(take(HERE, timer).epoch()).isEqualTo(5);
    assertThat(timer.paused).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void isALockWhereTheStoreHasLocks() {
    FolderObjectStore files = new FolderObjectStore(folder);
    HandTimer timer = new HandTimer();
    Lease first = Lease.take(files, "n", ELSEWHERE, Lease.Terms.DEFAULT, timer);
    HandTimer second = new HandTimer();
    assertRefused(
        "node n is in use by process 7 on far",
        () -> Lease.take(new FolderObjectStore(folder), "n", HERE, Lease.Terms.DEFAULT, second));
    assertThat(second.paused).isZero();
    assertThat(Lease.take(files, "m", HERE, Lease.Terms.DEFAULT, new HandTimer()).epoch()).isEqualTo(1);

    first.close();
    assertThat(Lease.take(files, "n", HERE, Lease.Terms.DEFAULT, second).epoch()).isEqualTo(2);
    assertThat(second.paused).isZero();
    assertThat(files.list("", "")).extracting(StoredObject::name)
        .containsExactly("m/lease/00000000001", "n/lease/00000000001", "n/lease/00000000002");
  }

  private Lease take(LeaseHolder holder, LeaseTimer timer) {
    return Lease.take(store, "n", holder, Lease.Terms.DEFAULT, timer);
  }

  private static void assertRefused(String message, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
        .hasMessageContaining(message);
  }
}
