package millrace.wal;

import static millrace.wal.TestLog.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import millrace.base.ErrorCode;
import millrace.objectstore.Fault;
import millrace.objectstore.MemoryObjectStore;
import millrace.objectstore.ObjectStore;
import millrace.objectstore.StoreOperation;
import org.junit.jupiter.api.Test;

/// On a store that takes objects whole only.
class WalOnBucketTest extends WalContract {
  @Override
  ObjectStore freshStore() {
    return new MemoryObjectStore();
  }

  @Override
  StoreOperation storing() {
    return StoreOperation.PUT_IF_ABSENT;
  }

  @Test
  void sharesOnePutAmongTheWritersOfAnInterval() {
    try (TestLog log = TestLog.open(store)) {
      for (int number = 1; number <= 50; number++) {
        log.appendNoSync(number);
      }
      assertThat(log.bufferedNumbers()).isEmpty();
      assertThat(store.calls(StoreOperation.PUT_IF_ABSENT)).isZero();

      log.wal.seal();
      assertThat(log.bufferedNumbers()).hasSize(50);
      assertThat(store.calls(StoreOperation.PUT_IF_ABSENT)).isEqualTo(1);
    }
  }

  @Test
  void passesOverAPutThatTurnsUpAfterItFailed() {
    try (TestLog log = TestLog.open(store)) {
      store.plan(StoreOperation.PUT_IF_ABSENT, 1, new Fault.LoseAnswer());
      store.plan(StoreOperation.GET, 1, new Fault.Fail());
      assertFails(ErrorCode.STORE_UNAVAILABLE, "PUT_IF_ABSENT", () -> log.append(1));

      assertThat(log.append(2)).isEqualTo(new WalPosition(2, 0));
      assertThat(segmentNames()).containsExactly("n/wal/00000000001.wal", "n/wal/00000000002.wal");
      assertThat(log.bufferedNumbers()).containsExactly(2L);
      assertThat(crashed()).containsExactly(2L);
    }
  }

  @Test
  void putsASegmentEarlyWhenItIsFull() {
    try (TestLog log = TestLog.open(store, WalOptions.DEFAULTS.withMaxSegmentBytes(92))) {
      CompletableFuture<WalPosition> first = log.appending(1);
      CompletableFuture<WalPosition> second = log.appending(2);
      assertThat(CompletableFuture.allOf(first, second)).succeedsWithin(Duration.ofSeconds(30));
    }
  }
}
