package millrace.plugins;

import static millrace.plugins.EngineHarness.asynchronous;
import static millrace.plugins.EngineHarness.trigger;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.catalog.DatabaseCommand;
import millrace.catalog.PolicySettings;
import millrace.plugins.worker.DeferredWrite;
import millrace.plugins.worker.LogLevel;
import millrace.plugins.worker.PluginCall;
import millrace.plugins.worker.TableBatch;
import org.junit.jupiter.api.Test;

class WriteTriggerTest extends EngineTest {
  WriteTriggerTest() {
    super(settings -> settings.withAsynchronousLimit(2));
  }

  @Test
  void handsAFlushToTheTriggersThatWantIt() {
    server.create(trigger("all", "all_tables"));
    server.create(trigger("only a", "table:a"));
    server.flush("b", "a", "b");
    server.flush("b");
    server.time.runTasks();
    assertThat(server.tables("all")).containsExactly("b,a", "b");
    assertThat(server.tables("only a")).containsExactly("a");
  }

  @Test
  void mergesAllWritesOfOneFlush() {
    server.create(trigger("t", "table:a"));
    server.flushBatches(server.batch("db", "autogen", "a"), server.batch("db", "autogen", "b", "a", "a"));
    server.time.runTasks();
    PluginCall.WriteCall call = (PluginCall.WriteCall) server.workers.calls("t").getFirst().call();
    assertThat(call.tables()).hasSize(1);
    assertThat(call.tables().getFirst().rowCount()).isEqualTo(3);
  }

  @Test
  void leavesOutOtherDatabasesAndPolicies() {
    server.createDatabase("other");
    server.catalog.apply(
        new DatabaseCommand.CreatePolicy("db", new PolicySettings("short", 3_600_000_000_000L, 0, 1), false));
    server.create(trigger("t", "all_tables"));
    server.flushBatches(server.batch("other", "autogen", "a"));
    server.flushBatches(server.batch("db", "short", "a"));
    server.time.runTasks();
    assertThat(server.tables("t")).isEmpty();
  }

  @Test
  void runsOneAtATimeInTheOrderOfFlushes() {
    server.create(trigger("t", "all_tables"));
    server.flush("a");
    server.flush("b");
    server.flush("c");
    assertThat(server.time.waitingTasks()).isEqualTo(1);
    server.time.runTasks();
    assertThat(server.tables("t")).containsExactly("a", "b", "c");
  }

  @Test
  void runsUpToTheLimitAtOnceWhenAsynchronous() {
    server.create(asynchronous(trigger("t", "all_tables")));
    server.flush("a");
    server.flush("b");
    server.flush("c");
    assertThat(server.time.waitingTasks()).isEqualTo(2);
    assertThat(server.workers.of("t").spec.lanes()).isEqualTo(2);
    server.time.runTasks();
    assertThat(server.tables("t")).containsExactly("a", "b", "c");
  }

  @Test
  void dropsTheOldestFlushesOfATriggerThatCannotKeepUp() {
    server.create(trigger("t", "all_tables"));
    for (int i = 0; i < 65; i++) {
      server.flush("t" + i);
    }
    assertThat(server.status("t").droppedFlushes()).isEqualTo(4);
    assertThat(server.status("t").queued()).isEqualTo(60);
    server.time.runTasks();
    List<String> expected = new ArrayList<>(List.of("t0"));
    for (int i = 5; i < 65; i++) {
      expected.add("t" + i);
    }
    assertThat(server.tables("t")).isEqualTo(expected);
    assertThat(server.logs())
        .filteredOn(row -> row.startsWith("WARN"))
        .containsExactly("WARN 1 flushes were dropped: the trigger cannot keep up and its queue is full");
  }

  @Test
  void warnsAboutDroppedFlushesOnceInTenSeconds() {
    server.create(trigger("t", "all_tables"));
    for (int i = 0; i < 70; i++) {
      server.flush("a");
    }
    server.time.pass(Duration.ofSeconds(10));
    server.flush("a");
    assertThat(server.logs())
        .filteredOn(row -> row.startsWith("WARN"))
        .containsExactly(
            "WARN 1 flushes were dropped: the trigger cannot keep up and its queue is full",
            "WARN 9 flushes were dropped: the trigger cannot keep up and its queue is full");
  }

  @Test
  void boundsTheQueueByBytesToo() {
    EventSource.Flushes queue = new EventSource.Flushes();
    TriggerEvent.Flush large = flushOf(2_000_000);
    assertThat(large.sizeBytes()).isBetween(32L << 20, 64L << 20);
    assertThat(queue.add(large)).isZero();
    assertThat(queue.add(flushOf(1))).isZero();
    assertThat(queue.add(large)).isEqualTo(1);
    assertThat(queue.size()).isEqualTo(2);
  }

  @Test
  void keepsAFlushThatAloneIsTooLarge() {
    EventSource.Flushes queue = new EventSource.Flushes();
    assertThat(queue.add(flushOf(4_000_000))).isZero();
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void passesArgumentsOrNone() {
    server.create(trigger("none", "all_tables"));
    NewTrigger plain = trigger("some", "all_tables");
    server.create(
        new NewTrigger(
            "db", "some", "p.py", "all_tables", false, plain.errorBehavior(),
            Optional.of(Map.of("k", "v")), false));
    server.create(
        new NewTrigger(
            "db", "empty", "p.py", "all_tables", false, plain.errorBehavior(), Optional.of(Map.of()),
            false));
    server.flush("a");
    server.time.runTasks();
    assertThat(server.workers.calls("none").getFirst().arguments()).isEmpty();
    assertThat(server.workers.calls("some").getFirst().arguments()).hasValue(Map.of("k", "v"));
    assertThat(server.workers.calls("empty").getFirst().arguments()).hasValue(Map.of());
  }

  @Test
  void writesWhatARunDeferredOnceItSucceeded() {
    server.workers.plugin(
        "t",
        _ ->
            FakeWorkers.completed(
                new DeferredWrite("db", "a v=1"),
                new DeferredWrite("other", "b v=1\nb v=2"),
                new DeferredWrite("db", "c v=1")));
    server.create(trigger("t", "all_tables"));
    server.flush("a");
    server.time.runTasks();
    assertThat(server.host.writes).containsExactly("db: a v=1\nc v=1", "other: b v=1\nb v=2");
    assertThat(server.engine.tables().runs("db").getFirst().linesWritten()).isEqualTo(4);
  }

  @Test
  void refusedDeferredWritesAreLoggedAndNothingElse() {
    server.workers.plugin(
        "t",
        _ ->
            FakeWorkers.completed(
                new DeferredWrite("db", "bad"),
                new DeferredWrite("bad name!", "a v=1"),
                new DeferredWrite("other", "b v=1")));
    server.create(EngineHarness.on(trigger("t", "all_tables"), ErrorBehavior.DISABLE));
    server.flush("a");
    server.time.runTasks();
    assertThat(server.logs())
        .containsExactly(
            "INFO starting execution of wal plugin.",
            "INFO finished execution in 0s",
            "ERROR error running wal plugin: error writing back lines to db: Cannot write: partial write: bad",
            "ERROR error running wal plugin: invalid database name: bad name!");
    assertThat(server.host.writes).containsExactly("other: b v=1");
    assertThat(server.status("t").state()).isEqualTo("running");
  }

  @Test
  void stateOfTheFinishedRowIsTheRunsOwnTime() {
    server.workers.plugin(
        "t",
        call -> {
          server.time.pass(Duration.ofNanos(1_234_567));
          call.host().log(LogLevel.INFO, "hello");
          return FakeWorkers.completed();
        });
    server.create(trigger("t", "all_tables"));
    server.flush("a");
    server.time.runTasks();
    assertThat(server.logs())
        .containsExactly(
            "INFO starting execution of wal plugin.",
            "INFO hello",
            "INFO finished execution in 1ms 234us 567ns");
  }

  @Test
  void runsItsOwnWritesAgain() {
    server.workers.plugin(
        "t",
        call -> {
          int calls = server.workers.calls("t").size();
          if (calls < 3) {
            server.flush("echo");
          }
          return FakeWorkers.completed();
        });
    server.create(trigger("t", "all_tables"));
    server.flush("a");
    server.time.runTasks();
    assertThat(server.tables("t")).containsExactly("a", "echo", "echo");
  }

  @Test
  void aTriggerThatFeedsItselfIsNamedOnce() {
    server.workers.plugin(
        "t",
        _ -> {
          if (server.workers.calls("t").size() < 40) {
            server.flush("my echo");
          }
          return FakeWorkers.completed(new DeferredWrite("db", "my\\ echo,k=v v=1"));
        });
    server.create(trigger("t", "all_tables"));
    server.flush("a");
    server.time.runTasks();
    assertThat(server.tables("t")).hasSize(40);
    assertThat(server.logs()).filteredOn(row -> row.startsWith("WARN")).containsExactly(
        "WARN the trigger seems to run on its own writes: its last 10 runs saw only tables it wrote to itself (my echo);"
            + " pass over them in the plugin, or name another table in the trigger");
  }

  @Test
  void writingElsewhereIsNoLoop() {
    server.workers.plugin("t", _ -> FakeWorkers.completed(new DeferredWrite("db", "b v=1"), new DeferredWrite("other", "a v=1")));
    server.create(trigger("t", "table:a"));
    for (int i = 0; i < 30; i++) {
      server.flush("a", "b");
    }
    server.time.runTasks();
    assertThat(server.logs()).noneMatch(row -> row.startsWith("WARN"));
  }

  @Test
  void countsWhatItDoesForMetrics() {
    server.workers.plugin(
        "t",
        _ -> {
          server.time.pass(Duration.ofMillis(20));
          return server.workers.calls("t").size() == 2 ? FakeWorkers.raised("ValueError", "boom")
              : FakeWorkers.completed(new DeferredWrite("db", "x v=1\nx v=2"));
        });
    server.create(trigger("t", "table:a"));
    server.flush("a", "a");
    server.flush("a");
    server.flush("a");
    assertThat(server.engine.figures()).extracting(TriggerFigures::queued, TriggerFigures::running).containsExactly(tuple(2, 1));
    server.time.pass(Duration.ofSeconds(3));
    assertThat(server.engine.figures().getFirst().behindNanos()).isEqualTo(3_000_000_000L);
    server.time.runTasks();
    TriggerFigures figures = server.engine.figures().getFirst();
    assertThat(figures.runs()).isEqualTo(3);
    assertThat(figures.failures()).isEqualTo(1);
    assertThat(figures.rows()).isEqualTo(4);
    assertThat(figures.linesWritten()).isEqualTo(4);
    assertThat(figures.behindNanos()).isZero();
    assertThat(figures.durations().totalNanos()).isEqualTo(60_000_000);
    assertThat(figures.durations().counts()).containsExactly(0L, 0L, 0L, 3L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
  }

  @Test
  void stopsWithItsDatabase() {
    server.create(trigger("t", "all_tables"));
    server.catalog.apply(new DatabaseCommand.DropDatabase("db"));
    server.engine.catalogChanged();
    server.time.runTasks();
    assertThat(server.workers.of("t").closed).isTrue();
  }

  @Test
  void anotherDatabaseOfTheSameNameHasNothingOfTheFirst() {
    server.create(trigger("t", "all_tables"));
    server.flush("a");
    server.catalog.apply(new DatabaseCommand.DropDatabase("db"));
    server.createDatabase("db");
    server.flush("a");
    server.time.runTasks();
    server.advance(Duration.ofSeconds(1));
    assertThat(server.tables("t")).containsExactly("a");
    assertThat(server.logs()).isEmpty();
  }

  private static TriggerEvent.Flush flushOf(int rows) {
    return new TriggerEvent.Flush(
        TableBatch.merge(List.of(Flushes.batch(1, 2, "db", Map.of("a", rows)))));
  }
}
