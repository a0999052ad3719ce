package millrace.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import millrace.objectstore.Fault;
import millrace.objectstore.FolderObjectStore;
import millrace.objectstore.ObjectStore;
import millrace.objectstore.StoreOperation;
import millrace.objectstore.StoredObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On a store where objects grow.
class WalOnFolderTest extends WalContract {
  @TempDir Path folder;
  private int stores;

  @Override
  ObjectStore freshStore() {
    return new FolderObjectStore(folder.resolve("store" + stores++));
  }

  @Override
  StoreOperation storing() {
    return StoreOperation.SYNC;
  }

  @Test
  void intervalsWithoutAWriteLeaveNothing() {
    try (TestLog log = TestLog.open(store)) {
      List<StoredObject> atStart = store.list("", "");
      for (int second = 0; second < 60; second++) {
        log.timer.tick();
      }
      assertThat(store.list("", "")).isEqualTo(atStart);
      log.wal.append(Batches.numbered(1));
      for (int second = 0; second < 60; second++) {
        log.timer.tick();
      }
      assertThat(store.list("", "")).hasSize(atStart.size() + 1);
    }
  }

  @Test
  void answersWithoutATick() {
    try (TestLog log = TestLog.open(store)) {
      log.wal.append(Batches.numbered(1));
      log.wal.append(Batches.numbered(2));

      assertThat(store.calls(StoreOperation.SYNC)).isEqualTo(2);
      assertThat(log.wal.sealedSequence()).isZero();
      assertThat(crashed()).containsExactly(1L, 2L);
    }
  }

  @Test
  void sharesOneSyncAmongTheWritersWhoWait() {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch syncing = new CountDownLatch(1);
    store.plan(
        StoreOperation.SYNC,
        1,
        new Fault.Delay(
            () -> {
              syncing.countDown();
              await(release);
            }));
    List<CompletableFuture<WalPosition>> answers = new ArrayList<>();
    try (TestLog log = TestLog.open(store)) {
      log.appendNoSync(0);
      await(syncing);
      for (int number = 1; number <= 50; number++) {
        log.appendNoSync(number);
      }
      answers.add(log.appending(51));
      release.countDown();
      CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
      assertThat(log.bufferedNumbers()).hasSize(52);
      assertThat(store.calls(StoreOperation.SYNC)).isLessThanOrEqualTo(3);
    } finally {
      release.countDown();
    }
  }

  @Test
  void beginsANewSegmentWhenOneIsFull() {
    try (TestLog log = TestLog.open(store, WalOptions.DEFAULTS.withMaxSegmentBytes(150))) {
      for (int number = 1; number <= 4; number++) {
        log.wal.append(Batches.numbered(number));
      }
      assertThat(segmentNames()).hasSizeGreaterThan(1);
      assertThat(crashed()).containsExactly(1L, 2L, 3L, 4L);
    }
  }
}
