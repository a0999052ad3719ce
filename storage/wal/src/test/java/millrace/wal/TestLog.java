package millrace.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.objectstore.ObjectStore;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// A started log of node `n` with all that a test needs to look at.
final class TestLog implements AutoCloseable {
  final ManualTimer timer = new ManualTimer();
  final List<AppendedBatch> buffered = new CopyOnWriteArrayList<>();
  final Wal wal;
  final ReplayReport replayed;

  private TestLog(ObjectStore store, long epoch, WalOptions options, long from, Consumer<AppendedBatch> first) {
    WalOwner owner = new WalOwner("n", epoch, UUID.randomUUID());
    Consumer<AppendedBatch> buffer = first.andThen(buffered::add);
    wal = new Wal(store, owner, options, () -> 42, timer, buffer);
    replayed = wal.start(from);
  }

  static TestLog open(ObjectStore store) {
    return open(store, WalOptions.DEFAULTS);
  }

  static TestLog open(ObjectStore store, WalOptions options) {
    return new TestLog(store, 1, options, 1, _ -> {});
  }

  /// As the owner of a later epoch.
  static TestLog openInEpoch(ObjectStore store, long epoch) {
    return new TestLog(store, epoch, WalOptions.DEFAULTS, 1, _ -> {});
  }

  static TestLog openFrom(ObjectStore store, long from) {
    return new TestLog(store, 1, WalOptions.DEFAULTS, from, _ -> {});
  }

  static TestLog open(ObjectStore store, Consumer<AppendedBatch> first) {
    return new TestLog(store, 1, WalOptions.DEFAULTS, 1, first);
  }

  /// Appends a numbered batch; on a store that makes writers wait for the interval, ends it.
  WalPosition append(long number) {
    CompletableFuture<WalPosition> answer = appending(number);
    while (!answer.isDone()) {
      wal.seal();
    }
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof MillraceException known ? known : e;
    }
  }

  CompletableFuture<WalPosition> appending(long number) {
    CompletableFuture<WalPosition> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                answer.complete(wal.append(Batches.numbered(number)));
              } catch (RuntimeException e) {
                answer.completeExceptionally(e);
              }
            });
    return answer;
  }

  void appendNoSync(long number) {
    wal.appendNoSync(Batches.numbered(number));
  }

  List<Long> bufferedNumbers() {
    return Batches.numbers(buffered.stream().map(AppendedBatch::batch).toList());
  }

  /// What a listener hears from now on.
  LinkedBlockingQueue<SealedInterval> listen() {
    LinkedBlockingQueue<SealedInterval> heard = new LinkedBlockingQueue<>();
    wal.addListener(heard::add);
    return heard;
  }

  static SealedInterval next(LinkedBlockingQueue<SealedInterval> heard) throws InterruptedException {
    SealedInterval interval = heard.poll(30, TimeUnit.SECONDS);
    assertThat(interval).as("an interval within 30 seconds").isNotNull();
    return interval;
  }

  static void assertFails(ErrorCode code, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            MillraceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e).hasMessageContaining(message);
            });
  }

  @Override
  public void close() {
    wal.close();
  }
}
