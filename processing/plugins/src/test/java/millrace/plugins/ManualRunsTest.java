package millrace.plugins;

import static millrace.plugins.EngineHarness.atLeastOnce;
import static millrace.plugins.EngineHarness.on;
import static millrace.plugins.EngineHarness.trigger;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import millrace.base.MillraceException;
import millrace.plugins.RunRow.Outcome;
import millrace.plugins.worker.DeferredWrite;
import org.junit.jupiter.api.Test;

class ManualRunsTest extends EngineTest {
  @Test
  void runsAScheduledTriggerNow() {
    server.workers.plugin(
        "t",
        _ -> {
          server.time.pass(Duration.ofMillis(5));
          return FakeWorkers.completed(new DeferredWrite("db", "a v=1"));
        });
    server.create(trigger("t", "every:1h"));
    RunReport report = server.engine.runTrigger("db", "t");
    assertThat(report).isEqualTo(new RunReport(Outcome.SUCCESS, "", "", 1, 5_000_000));
    assertThat(server.instants("t")).containsExactly(EngineHarness.START);
    assertThat(server.host.writes).containsExactly("db: a v=1");
    assertThat(server.engine.tables().runs("db").getFirst().cause()).isEqualTo(RunCause.MANUAL);
    assertThat(server.workers.opened).hasSize(1);
  }

  @Test
  void aDisabledTriggerRunsInAProcessThatEnds() {
    server.workers.plugin("t", _ -> FakeWorkers.raised("ValueError", "boom"));
    server.create(on(trigger("t", "every:1h"), ErrorBehavior.DISABLE));
    server.engine.disableTrigger("db", "t");
    RunReport report = server.engine.runTrigger("db", "t");
    assertThat(report.outcome()).isEqualTo(Outcome.ERROR);
    assertThat(report.error()).isEqualTo("ValueError: boom");
    assertThat(server.workers.opened).hasSize(2).allMatch(worker -> worker.closed);
  }

  @Test
  void onlyScheduledTriggersRunNow() {
    server.create(trigger("t", "table:a"));
    assertThatThrownBy(() -> server.engine.runTrigger("db", "t"))
        .isInstanceOf(MillraceException.class)
        .hasMessage("trigger 't' is not a scheduled one: 'table:a'; only 'every:' and 'cron:' triggers can be run now");
  }

  @Test
  void deadLettersRunAgainOldestFirstUntilOneFails() {
    server.workers.plugin("t", _ -> FakeWorkers.raised("ValueError", "boom"));
    server.create(atLeastOnce(trigger("t", "all_tables")));
    server.flush("a", "a", "b");
    server.flush("c");
    server.time.runTasks();
    server.crash();
    int before = server.workers.calls("t").size();
    assertThat(server.engine.replayDeadLetters("db", "t", OptionalLong.empty()))
        .isEqualTo(new DeadLetterReport(0, 1, "ValueError: boom", 2));

    server.workers.plugin("t", _ -> FakeWorkers.completed());
    assertThat(server.engine.replayDeadLetters("db", "t", OptionalLong.of(2)))
        .isEqualTo(new DeadLetterReport(1, 0, "", 1));
    assertThat(server.engine.replayDeadLetters("db", "t", OptionalLong.empty()))
        .isEqualTo(new DeadLetterReport(1, 0, "", 0));
    assertThat(server.tables("t").subList(before, server.tables("t").size())).containsExactly("a,b", "c", "a,b");
    assertThat(server.engine.tables().deadLetters("db")).isEmpty();
    assertThat(server.engine.tables().runs("db")).last().extracting(RunRow::rows, RunRow::cause)
        .containsExactly(3L, RunCause.DEAD_LETTER);
    assertThatThrownBy(() -> server.engine.replayDeadLetters("db", "t", OptionalLong.of(2)))
        .hasMessage("trigger 't' has no dead letter 2");
  }

  @Test
  void aScheduledEventThatWasGivenUpKeepsItsInstant() {
    server.workers.plugin("t", _ -> FakeWorkers.raised("ValueError", "boom"));
    server.create(EngineHarness.asynchronous(on(trigger("t", "every:10m"), ErrorBehavior.RETRY)));
    server.advance(Duration.ofMinutes(15));
    DeadLetter letter = server.engine.tables().deadLetters("db").getFirst();
    assertThat(letter.type()).isEqualTo("Schedule");
    server.workers.plugin("t", _ -> FakeWorkers.completed());
    server.engine.replayDeadLetters("db", "t", OptionalLong.empty());
    assertThat(server.instants("t")).last().isEqualTo(server.instants("t").getFirst());
  }

  @Test
  void deadLettersCanBeDeleted() {
    server.workers.plugin("t", _ -> FakeWorkers.raised("ValueError", "boom"));
    server.create(atLeastOnce(trigger("t", "all_tables")));
    server.flush("a");
    server.flush("b");
    server.time.runTasks();
    assertThat(server.engine.deleteDeadLetters("db", "t", OptionalLong.of(1))).isEqualTo(1);
    assertThat(server.engine.deleteDeadLetters("db", "t", OptionalLong.empty())).isEqualTo(1);
    assertThat(server.store.list("node/processing-engine-dead-letters/", "")).isEmpty();
  }

  @Test
  void aDamagedDeadLetterIsNamedAndTheOthersStay() {
    server.workers.plugin("t", _ -> FakeWorkers.raised("ValueError", "boom"));
    server.create(atLeastOnce(trigger("t", "all_tables")));
    server.flush("a");
    server.flush("b");
    server.time.runTasks();
    String name = "node/processing-engine-dead-letters/000000000001.letter";
    byte[] content = server.store.get(name).orElseThrow();
    content[content.length - 1] ^= 1;
    server.store.put(name, content);
    server.store.put("node/processing-engine-dead-letters/000000000002.letter", "nothing".getBytes(StandardCharsets.UTF_8));
    server.workers.plugin("t", _ -> FakeWorkers.completed());
    server.crash();
    assertThat(server.engine.tables().deadLetters("db")).hasSize(1);
    assertThatThrownBy(() -> server.engine.replayDeadLetters("db", "t", OptionalLong.empty()))
        .hasMessage("dead letter " + name + " holds a wrong checksum");
  }
}
