package millrace.plugins;

import static millrace.plugins.EngineHarness.asynchronous;
import static millrace.plugins.EngineHarness.on;
import static millrace.plugins.EngineHarness.trigger;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import millrace.objectstore.Fault;
import millrace.objectstore.StoreOperation;
import millrace.plugins.worker.CallOutcome;
import org.junit.jupiter.api.Test;

class ErrorBehaviorTest extends EngineTest {
  @Test
  void readsItsWordInAnyCase() {
    assertThat(ErrorBehavior.parse("Retry")).hasValue(ErrorBehavior.RETRY);
    assertThat(ErrorBehavior.parse("DISABLE")).hasValue(ErrorBehavior.DISABLE);
    assertThat(ErrorBehavior.parse("dısable")).isEmpty();
    assertThat(ErrorBehavior.DISABLE.word()).isEqualTo("disable");
  }

  @Test
  void logGoesOnWithTheNextFlush() {
    failFirst("t", 1);
    server.create(trigger("t", "all_tables"));
    server.flush("a");
    server.flush("b");
    server.time.runTasks();
    assertThat(server.tables("t")).containsExactly("a", "b");
    assertThat(server.logs())
        .containsExactly(
            "INFO starting execution of wal plugin.",
            "ERROR error executing wal plugin: ValueError: boom",
            "INFO starting execution of wal plugin.",
            "INFO finished execution in 0s");
  }

  @Test
  void aFaultOfTheEngineEndsTheRunAndNotTheTrigger() {
    int[] runs = {0};
    server.workers.plugin("t", _ -> {
      if (runs[0]++ == 0) {
        throw new StackOverflowError("deep");
      }
      return FakeWorkers.completed();
    });
    server.create(trigger("t", "all_tables"));
    server.flush("a");
    server.flush("b");
    server.time.runTasks();
    assertThat(server.tables("t")).containsExactly("a", "b");
    assertThat(server.logs()).contains("ERROR error executing wal plugin: internal error");
  }

  @Test
  void logOfAScheduleHasTwoRows() {
    failFirst("t", 1);
    failFirst("u", 1);
    server.create(trigger("t", "every:10s"));
    server.create(asynchronous(trigger("u", "every:10s")));
    server.advance(Duration.ofSeconds(10));
    assertThat(server.logs())
        .filteredOn(row -> row.startsWith("ERROR"))
        .containsExactlyInAnyOrder(
            "ERROR error executing schedule plugin: ValueError: boom",
            "ERROR error running scheduled plugin: ValueError: boom",
            "ERROR error executing schedule plugin: ValueError: boom",
            "ERROR error running async scheduled plugin: ValueError: boom");
  }

  @Test
  void aDeadProcessAndALateRunAreFailures() {
    List<CallOutcome> outcomes =
        new ArrayList<>(
            List.of(
                new CallOutcome.WorkerDied("exit status 7", List.of()),
                new CallOutcome.TimedOut(Duration.ofSeconds(2), "")));
    server.workers.plugin("t", _ -> outcomes.isEmpty() ? FakeWorkers.completed() : outcomes.removeFirst());
    server.create(trigger("t", "all_tables"));
    server.flush("a");
    server.flush("a");
    server.flush("a");
    server.time.runTasks();
    assertThat(server.logs())
        .filteredOn(row -> row.startsWith("ERROR"))
        .containsExactly(
            "ERROR error executing wal plugin: plugin process terminated unexpectedly (exit status 7)",
            "ERROR error executing wal plugin: plugin exceeded its time limit of 2000 ms");
    assertThat(server.status("t").lastError()).isEqualTo("plugin exceeded its time limit of 2000 ms");
  }

  @Test
  void retryRepeatsTheSameFlushWhileLaterOnesWait() {
    failFirst("t", 3);
    server.create(on(trigger("t", "all_tables"), ErrorBehavior.RETRY));
    server.flush("a");
    server.flush("b");
    server.time.runTasks();
    assertThat(server.tables("t")).containsExactly("a");
    server.advance(Duration.ofMillis(100));
    assertThat(server.tables("t")).containsExactly("a", "a");
    server.advance(Duration.ofMillis(200));
    assertThat(server.tables("t")).containsExactly("a", "a", "a");
    server.advance(Duration.ofMillis(400));
    assertThat(server.tables("t")).containsExactly("a", "a", "a", "a", "b");
    assertThat(server.logs()).filteredOn(row -> row.startsWith("ERROR")).hasSize(3);
    assertThat(server.engine.tables().runs("db")).extracting(RunRow::attempt).containsExactly(1, 2, 3, 4, 1);
  }

  @Test
  void retryKeepsTheScheduledInstant() {
    failFirst("t", 2);
    server.create(on(trigger("t", "every:10s"), ErrorBehavior.RETRY));
    server.advance(Duration.ofSeconds(8));
    assertThat(server.instants("t")).hasSize(3).containsOnly(server.instants("t").getFirst());
    assertThat(server.logs())
        .filteredOn(row -> row.startsWith("ERROR"))
        .containsExactly(
            "ERROR error executing schedule plugin: ValueError: boom",
            "ERROR error executing schedule plugin: ValueError: boom");
  }

  @Test
  void asynchronousRetryGivesUpAfterFiveAttempts() {
    failFirst("t", Integer.MAX_VALUE);
    server.create(asynchronous(on(trigger("t", "table:a"), ErrorBehavior.RETRY)));
    server.flush("a");
    server.advance(Duration.ofMinutes(1));
    assertThat(server.tables("t")).hasSize(5);
    assertThat(server.logs()).endsWith("WARN giving up after 5 failed attempts; kept as dead letter 1");
    assertThat(server.status("t").running()).isZero();
  }

  @Test
  void synchronousRetryGoesOnUntilItIsStopped() {
    failFirst("t", Integer.MAX_VALUE);
    server.create(on(trigger("t", "all_tables"), ErrorBehavior.RETRY));
    server.flush("a");
    server.advance(Duration.ofHours(1));
    int attempts = server.tables("t").size();
    assertThat(attempts).isGreaterThan(100);
    server.flush("b");
    server.engine.disableTrigger("db", "t");
    server.advance(Duration.ofHours(1));
    assertThat(server.tables("t")).hasSize(attempts);
  }

  @Test
  void pausesDoubleUpToThirtySeconds() {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int failed = 1; failed < 100; failed++) {
      long full = Math.min(30_000, failed > 20 ? 30_000 : 100L << (failed - 1));
      assertThat(RetryPolicy.pause(failed, random).toMillis())
          .as("seed %d, after %d failures", seed, failed)
          .isBetween(full * 4 / 5 - 1, full);
    }
  }

  @Test
  void disableEndsTheTriggerForGood() {
    failFirst("t", 1);
    server.create(on(trigger("t", "all_tables"), ErrorBehavior.DISABLE));
    server.flush("a");
    server.flush("b");
    server.time.runTasks();
    server.flush("c");
    server.advance(Duration.ofSeconds(2));
    assertThat(server.tables("t")).containsExactly("a");
    assertThat(server.workers.of("t").closed).isTrue();
    assertThat(server.logs())
        .containsExactly(
            "INFO starting execution of wal plugin.",
            "ERROR error executing wal plugin: ValueError: boom",
            "WARN disabling trigger t due to error");
    assertThat(server.engine.tables().triggers("db").getFirst().disabled()).isTrue();
    assertThat(server.status("t").state()).isEqualTo("disabled");
    assertThat(server.status("t").reason()).isEqualTo("ValueError: boom");

    server.restart();
    server.flush("d");
    server.time.runTasks();
    assertThat(server.tables("t")).containsExactly("a");

    server.engine.enableTrigger("db", "t");
    server.flush("e");
    server.time.runTasks();
    assertThat(server.tables("t")).containsExactly("a", "e");
    assertThat(server.status("t").reason()).isEmpty();
  }

  @Test
  void disableCancelsOtherRunsOfAnAsynchronousTrigger() {
    failFirst("t", 1);
    server.create(asynchronous(on(trigger("t", "all_tables"), ErrorBehavior.DISABLE)));
    server.flush("a");
    server.flush("b");
    server.time.runTasks();
    assertThat(server.tables("t")).containsExactly("a");
  }

  @Test
  void disableWithoutACatalogStopsTheTriggerForAWhile() {
    failFirst("t", 1);
    server.create(on(trigger("t", "all_tables"), ErrorBehavior.DISABLE));
    server.flush("a");
    server.store.plan(StoreOperation.PUT_IF_ABSENT, 1, new Fault.Fail());
    server.time.runTasks();
    assertThat(server.status("t").state()).isEqualTo("failed");
    server.flush("b");
    server.advance(Duration.ofSeconds(29));
    assertThat(server.tables("t")).containsExactly("a");
    server.advance(Duration.ofSeconds(2));
    server.flush("c");
    server.time.runTasks();
    assertThat(server.tables("t")).containsExactly("a", "c");
  }

  @Test
  void aFailureOfAStoppedTriggerChangesNothing() {
    server.workers.plugin(
        "t",
        _ -> {
          server.engine.deleteTrigger("db", "t", true);
          server.create(trigger("t", "every:1h"));
          return FakeWorkers.raised("ValueError", "boom");
        });
    server.create(on(trigger("t", "all_tables"), ErrorBehavior.DISABLE));
    server.flush("a");
    server.time.runTasks();
    assertThat(server.engine.tables().triggers("db").getFirst().disabled()).isFalse();
    assertThat(server.status("t").state()).isEqualTo("running");
  }

  @Test
  void aFaultOfTheEngineEndsARunButNotTheTrigger() {
    server.workers.plugin(
        "t",
        _ -> {
          if (server.workers.calls("t").size() == 1) {
            throw new IllegalStateException("unforeseen");
          }
          return FakeWorkers.completed();
        });
    server.create(trigger("t", "all_tables"));
    server.flush("a");
    server.flush("b");
    server.time.runTasks();
    assertThat(server.tables("t")).containsExactly("a", "b");
    assertThat(server.logs()).contains("ERROR error executing wal plugin: internal error");
  }

  private void failFirst(String trigger, int runs) {
    int[] left = {runs};
    server.workers.plugin(
        trigger, _ -> left[0]-- > 0 ? FakeWorkers.raised("ValueError", "boom") : FakeWorkers.completed());
  }
}
