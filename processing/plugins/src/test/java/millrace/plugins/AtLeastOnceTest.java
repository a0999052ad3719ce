package millrace.plugins;

import static millrace.plugins.EngineHarness.asynchronous;
import static millrace.plugins.EngineHarness.atLeastOnce;
import static millrace.plugins.EngineHarness.on;
import static millrace.plugins.EngineHarness.trigger;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import millrace.base.MillraceException;
import millrace.objectstore.Fault;
import millrace.objectstore.StoreOperation;
import millrace.plugins.worker.CallOutcome;
import millrace.plugins.worker.PluginCall;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtLeastOnceTest {
  @TempDir Path folder;
  private EngineHarness server;

  @BeforeEach
  void start() {
    server =
        new EngineHarness(
            folder,
            settings ->
                settings
                    .withAsynchronousLimit(2)
                    .withDelivery(new DeliverySettings(OptionalInt.empty(), 1 << 20, 3, 1 << 20)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void isForWriteTriggersOnly() {
    assertThatThrownBy(() -> server.create(atLeastOnce(trigger("t", "every:10s"))))
        .isInstanceOf(MillraceException.class)
        .hasMessage("delivery at-least-once is for write triggers, 'table:' and 'all_tables', not for 'every:10s'");
    NewTrigger odd = trigger("t", "all_tables");
    assertThatThrownBy(
            () ->
                server.create(
                    new NewTrigger(
                        "db", "t", "p.py", "all_tables", false, odd.errorBehavior(), odd.arguments(), false, "twice",
                        "all")))
        .hasMessage("unknown delivery 'twice', expected 'newest' or 'at-least-once'");
  }

  @Test
  void runsFlushesAsTheyCome() {
    server.create(atLeastOnce(trigger("t", "table:a")));
    server.flush("a");
    server.flush("b");
    server.flush("a", "b");
    server.time.runTasks();
    assertThat(server.tables("t")).containsExactly("a", "a");
    assertThat(server.log.reads).isZero();
    assertThat(server.status("t").queued()).isZero();
  }

  @Test
  void beginsWithWhatIsWrittenAfterItsCreation() {
    server.flush("before");
    server.create(atLeastOnce(trigger("t", "all_tables")));
    server.flush("after");
    server.time.runTasks();
    assertThat(server.tables("t")).containsExactly("after");
  }

  @Test
  void dropsNothingHoweverFarItIsBehind() {
    server.create(atLeastOnce(trigger("t", "all_tables")));
    for (int i = 0; i < 500; i++) {
      server.flush("t" + i);
    }
    assertThat(server.status("t").queued()).isEqualTo(499);
    server.time.runTasks();
    assertThat(server.tables("t")).hasSize(500).startsWith("t0", "t1").endsWith("t498", "t499").doesNotHaveDuplicates();
    assertThat(server.log.reads).isBetween(400, 500);
    assertThat(server.status("t").droppedFlushes()).isZero();
  }

  @Test
  void goesOnAfterACrashWhereItStopped() {
    server.create(atLeastOnce(trigger("t", "all_tables")));
    server.flush("a");
    server.flush("b");
    server.flush("c");
    server.time.runTask();
    assertThat(server.tables("t")).containsExactly("a");
    server.crash();
    server.time.runTasks();
    assertThat(server.tables("t")).containsExactly("a", "b", "c");
  }

  @Test
  void aRunThatACrashInterruptedComesAgainAndNoOther() {
    server.workers.plugin(
        "t",
        _ -> {
          if (server.tables("t").size() == 2) {
            return server.die();
          }
          return FakeWorkers.completed();
        });
    server.create(atLeastOnce(trigger("t", "all_tables")));
    server.flush("a");
    server.flush("b");
    server.flush("c");
    server.runUntilDeath();
    server.crash();
    server.time.runTasks();
    assertThat(server.tables("t")).containsExactly("a", "b", "b", "c");
  }

  @Test
  void seesWhatWasWrittenWhileItsServerWasDownForTriggers() {
    server.create(atLeastOnce(trigger("t", "all_tables")));
    server.crash();
    server.log.seal(server.batch("db", "autogen", "a"));
    server.crash();
    server.time.runTasks();
    assertThat(server.tables("t")).containsExactly("a");
  }

  @Test
  void goesOnAfterItWasDisabled() {
    server.create(atLeastOnce(trigger("t", "all_tables")));
    server.flush("a");
    server.time.runTasks();
    server.engine.disableTrigger("db", "t");
    server.flush("b");
    server.advance(Duration.ofMinutes(1));
    server.engine.enableTrigger("db", "t");
    server.flush("c");
    server.time.runTasks();
    assertThat(server.tables("t")).containsExactly("a", "b", "c");
  }

  @Test
  void forgetsItsPlaceWhenItIsDeleted() {
    server.create(atLeastOnce(trigger("t", "all_tables")));
    assertThat(server.engine.neededFrom()).isEqualTo(1);
    server.engine.deleteTrigger("db", "t", true);
    server.advance(Duration.ofMinutes(1));
    assertThat(server.engine.neededFrom()).isEqualTo(Long.MAX_VALUE);
    assertThat(server.store.list("node/processing-engine-positions/", "")).isEmpty();
  }

  @Test
  void needsTheLogFromItsDurablePlaceOn() {
    server.create(atLeastOnce(trigger("t", "table:a")));
    server.flush("a");
    server.flush("b");
    assertThat(server.engine.neededFrom()).isEqualTo(1);
    server.time.runTask();
    assertThat(server.engine.neededFrom()).isEqualTo(2);
    server.advance(Duration.ofSeconds(20));
    assertThat(server.engine.neededFrom()).isEqualTo(3);
  }

  @Test
  void whatIsGoneFromTheLogIsCountedAndSaid() {
    server.create(atLeastOnce(trigger("t", "all_tables")));
    server.engine.disableTrigger("db", "t");
    for (int i = 1; i <= 10; i++) {
      server.flush("t" + i);
    }
    server.log.trim(7);
    server.engine.enableTrigger("db", "t");
    server.time.runTasks();
    assertThat(server.tables("t")).containsExactly("t8", "t9", "t10");
    assertThat(server.status("t").droppedFlushes()).isEqualTo(7);
    assertThat(server.logs())
        .contains("WARN 7 flushes were given up: they were removed from the log before the trigger came to them");
    server.crash();
    server.time.runTasks();
    assertThat(server.status("t").droppedFlushes()).isEqualTo(7);
    assertThat(server.tables("t")).hasSize(3);
  }

  @Test
  void waitsForALogThatCannotBeRead() {
    server.create(atLeastOnce(trigger("t", "all_tables")));
    server.engine.disableTrigger("db", "t");
    server.flush("a");
    server.log.isBroken = true;
    server.engine.enableTrigger("db", "t");
    server.advance(Duration.ofMinutes(5));
    assertThat(server.tables("t")).isEmpty();
    server.log.isBroken = false;
    server.advance(Duration.ofMinutes(1));
    assertThat(server.tables("t")).containsExactly("a");
    assertThat(server.engine.tables().runs("db")).extracting(RunRow::attempt).containsExactly(1);
  }

  @Test
  void anEventThatKeepsFailingBecomesADeadLetterAndTheNextOneRuns() {
    server.workers.plugin("t", call -> first(call.call()).equals("bad") ? boom() : FakeWorkers.completed());
    server.create(atLeastOnce(on(trigger("t", "all_tables"), ErrorBehavior.RETRY)));
    server.flush("bad", "also");
    server.flush("good");
    server.advance(Duration.ofHours(1));
    assertThat(server.tables("t")).hasSize(21).endsWith("bad,also", "good");
    DeadLetter letter = server.engine.tables().deadLetters("db").getFirst();
    assertThat(letter.attempts()).isEqualTo(20);
    assertThat(letter.rows()).isEqualTo(2);
    assertThat(letter.tables()).containsExactly("bad", "also");
    assertThat(letter.error()).isEqualTo("ValueError: boom");
    assertThat(server.logs()).contains("WARN giving up after 20 failed attempts; kept as dead letter 1");
    server.crash();
    server.time.runTasks();
    assertThat(server.engine.tables().deadLetters("db")).containsExactly(letter);
    assertThat(server.tables("t")).hasSize(21);
  }

  @Test
  void aFailureThatIsOnlyLoggedKeepsTheEvent() {
    server.workers.plugin("t", call -> first(call.call()).equals("bad") ? boom() : FakeWorkers.completed());
    server.create(atLeastOnce(trigger("t", "all_tables")));
    server.flush("bad");
    server.flush("good");
    server.time.runTasks();
    assertThat(server.tables("t")).containsExactly("bad", "good");
    assertThat(server.engine.tables().deadLetters("db")).extracting(DeadLetter::attempts).containsExactly(1);
  }

  @Test
  void anEventIsNotOverBeforeItsDeadLetterIsKept() {
    server.workers.plugin("t", _ -> server.tables("t").size() == 1 ? boom() : FakeWorkers.completed());
    server.create(atLeastOnce(trigger("t", "all_tables")));
    server.flush("a");
    server.store.plan(StoreOperation.PUT, 1, new Fault.Fail());
    server.time.runTasks();
    assertThat(server.engine.tables().deadLetters("db")).isEmpty();
    server.advance(Duration.ofSeconds(1));
    assertThat(server.tables("t")).containsExactly("a", "a");
  }

  @Test
  void theEventThatDisabledItsTriggerComesAgain() {
    server.workers.plugin("t", _ -> server.tables("t").size() == 1 ? boom() : FakeWorkers.completed());
    server.create(atLeastOnce(on(trigger("t", "all_tables"), ErrorBehavior.DISABLE)));
    server.flush("a");
    server.flush("b");
    server.time.runTasks();
    assertThat(server.status("t").state()).isEqualTo("disabled");
    assertThat(server.status("t").reason()).isEqualTo("ValueError: boom");
    server.engine.enableTrigger("db", "t");
    server.time.runTasks();
    assertThat(server.tables("t")).containsExactly("a", "a", "b");
  }

  @Test
  void overlappingRunsEachHaveTheirPlace() {
    server.create(atLeastOnce(asynchronous(trigger("t", "all_tables"))));
    server.workers.plugin(
        "t",
        call -> {
          if (first(call.call()).equals("a")) {
            // Runs the next one while this one is under way.
            server.time.runTask();
            return server.die();
          }
          return FakeWorkers.completed();
        });
    server.flush("a");
    server.flush("b");
    server.flush("c");
    server.runUntilDeath();
    assertThat(server.tables("t")).containsExactly("a", "b");
    server.workers.plugin("t", _ -> FakeWorkers.completed());
    server.crash();
    server.time.runTasks();
    assertThat(server.tables("t")).containsExactly("a", "b", "a", "c");
  }

  @Test
  void keepsTheNewestDeadLettersOnly() {
    server.workers.plugin("t", _ -> boom());
    server.create(atLeastOnce(trigger("t", "all_tables")));
    for (int i = 1; i <= 5; i++) {
      server.flush("t" + i);
    }
    server.time.runTasks();
    assertThat(server.engine.tables().deadLetters("db")).extracting(DeadLetter::id).containsExactly(3L, 4L, 5L);
    server.crash();
    assertThat(server.engine.tables().deadLetters("_internal")).extracting(DeadLetter::id).containsExactly(3L, 4L, 5L);
    server.engine.deleteTrigger("db", "t", true);
    server.advance(Duration.ofMinutes(1));
    assertThat(server.engine.tables().deadLetters("_internal")).isEmpty();
  }

  private static CallOutcome boom() {
    return FakeWorkers.raised("ValueError", "boom");
  }

  private static String first(PluginCall call) {
    List<String> tables = ((PluginCall.WriteCall) call).tables().stream().map(table -> table.table()).toList();
    return tables.getFirst();
  }
}
