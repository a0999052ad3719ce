package millrace.plugins;

import static millrace.plugins.EngineHarness.on;
import static millrace.plugins.EngineHarness.trigger;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import millrace.base.TimeSpan;
import millrace.catalog.Database;
import millrace.catalog.TableCommand;
import millrace.columns.ColumnType;
import millrace.plugins.ReplayReport.State;
import millrace.plugins.worker.CallOutcome;
import millrace.plugins.worker.CallRequest;
import millrace.plugins.worker.DeferredWrite;
import millrace.plugins.worker.PluginCall;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
  @TempDir Path folder;
  private final FakeHistory history = new FakeHistory();
  private EngineHarness server;

  @BeforeEach
  void start() {
    server = new EngineHarness(folder);
    server.history = history;
    server.restart();
    for (String table : List.of("a", "b")) {
      server.catalog.apply(
          new TableCommand.EnsureTables(
              "db",
              "",
              List.of(new TableCommand.TableNeed(table, List.of(new TableCommand.NewColumn("v", ColumnType.INTEGER))))));
    }
    for (int i = 0; i < 25_000; i++) {
      history.add(id("a"), "h" + i % 7, i * 1_000_000L, i);
      if (i % 10 == 0) {
        history.add(id("b"), "h", i * 1_000_000L, i);
      }
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void runsAPluginOverItsTableInTimeOrder() {
    server.create(trigger("t", "table:a"));
    ReplayReport begun = server.engine.replayTrigger("db", "t", TimeSpan.ALL, false);
    assertThat(begun.state()).isEqualTo(State.RUNNING);
    server.time.runTasks();
    ReplayReport done = server.engine.replay(begun.id());
    assertThat(done.state()).isEqualTo(State.FINISHED);
    assertThat(done.rows()).isEqualTo(25_000);
    assertThat(done.positionNanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(times("t")).hasSize(25_000).isSorted();
    assertThat(server.tables("t")).containsOnly("a");
    assertThat(server.workers.opened.getLast().closed).isTrue();
    assertThat(server.engine.tables().runs("db")).extracting(RunRow::cause).containsOnly(RunCause.REPLAY);
  }

  @Test
  void runsOverAllTablesAndOnlyTheSpanAsked() {
    server.create(trigger("t", "all_tables"));
    server.engine.replayTrigger("db", "t", new TimeSpan(1_000_000_000L, 3_000_000_000L), false);
    server.time.runTasks();
    assertThat(times("t")).hasSize(2_200).allMatch(time -> time >= 1_000_000_000L && time < 3_000_000_000L);
    assertThat(server.tables("t")).contains("a,b");
  }

  @Test
  void aDisabledTriggerCanBeReplayed() {
    server.create(trigger("t", "table:b"));
    server.engine.disableTrigger("db", "t");
    server.engine.replayTrigger("db", "t", TimeSpan.ALL, false);
    server.time.runTasks();
    assertThat(times("t")).hasSize(2_500);
  }

  @Test
  void aDryRunWritesNothingAndSaysWhatItWould() {
    server.workers.plugin(
        "t", _ -> FakeWorkers.completed(new DeferredWrite("db", "x v=1\nx v=2"), new DeferredWrite("db", "bad")));
    server.create(trigger("t", "table:b"));
    ReplayReport begun = server.engine.replayTrigger("db", "t", TimeSpan.ALL, true);
    server.time.runTasks();
    assertThat(server.host.writes).isEmpty();
    server.workers.plugin("t", _ -> FakeWorkers.completed(new DeferredWrite("db", "x v=1\nx v=2")));
    ReplayReport again = server.engine.replayTrigger("db", "t", TimeSpan.ALL, true);
    server.time.runTasks();
    assertThat(server.engine.replay(begun.id()).dryRunLines()).isEmpty();
    assertThat(server.engine.replay(again.id()).dryRunLines()).containsEntry("db", 2L * server.engine.replay(again.id()).runs());
    assertThat(server.engine.replay(again.id()).sample()).startsWith("db: x v=1", "db: x v=2");
    assertThat(server.host.writes).isEmpty();
    assertThat(server.workers.opened.getLast().spec.caches().namespace()).isNotEmpty();
  }

  @Test
  void aFailureIsPassedOverOrEndsItAsTheTriggerSays() {
    server.workers.plugin("t", call -> firstTime(call) == 0 ? boom() : FakeWorkers.completed());
    server.create(trigger("t", "table:a"));
    long passed = server.engine.replayTrigger("db", "t", TimeSpan.ALL, false).id();
    server.time.runTasks();
    assertThat(server.engine.replay(passed).state()).isEqualTo(State.FINISHED);
    assertThat(server.engine.replay(passed).failures()).isEqualTo(1);
    assertThat(server.engine.replay(passed).error()).isEqualTo("ValueError: boom");

    server.workers.plugin("u", call -> firstTime(call) > 0 ? boom() : FakeWorkers.completed());
    server.create(on(trigger("u", "table:a"), ErrorBehavior.DISABLE));
    long ended = server.engine.replayTrigger("db", "u", TimeSpan.ALL, false).id();
    server.time.runTasks();
    ReplayReport report = server.engine.replay(ended);
    assertThat(report.state()).isEqualTo(State.FAILED);
    assertThat(report.runs()).isEqualTo(2);

    server.workers.plugin("u", _ -> FakeWorkers.completed());
    server.engine.resumeReplay(ended);
    server.time.runTasks();
    assertThat(server.engine.replay(ended).state()).isEqualTo(State.FINISHED);
    assertThat(server.engine.replay(ended).rows()).isEqualTo(25_000);
    assertThatThrownBy(() -> server.engine.resumeReplay(ended)).hasMessage("replay 2 cannot be resumed, it is finished");
  }

  @Test
  void canBeCancelledAndResumedWithoutARowTwice() {
    server.create(trigger("t", "table:a"));
    long id = server.engine.replayTrigger("db", "t", TimeSpan.ALL, false).id();
    server.workers.plugin(
        "t",
        call -> {
          if (firstTime(call) > 0) {
            server.engine.cancelReplay(id);
          }
          return FakeWorkers.completed();
        });
    server.time.runTasks();
    ReplayReport cancelled = server.engine.replay(id);
    assertThat(cancelled.state()).isEqualTo(State.CANCELLED);
    assertThat(cancelled.rows()).isBetween(1L, 24_999L);
    server.workers.plugin("t", _ -> FakeWorkers.completed());
    server.engine.resumeReplay(id);
    server.time.runTasks();
    assertThat(server.engine.replay(id).rows()).isEqualTo(25_000);
  }

  @Test
  void oneThatACrashEndedIsInterruptedAndGoesOnWhereItWas() {
    server.create(trigger("t", "table:a"));
    long id = server.engine.replayTrigger("db", "t", TimeSpan.ALL, false).id();
    server.workers.plugin(
        "t",
        call -> {
          if (firstTime(call) > 0) {
            return server.die();
          }
          return FakeWorkers.completed();
        });
    server.runUntilDeath();
    server.crash();
    assertThat(server.engine.replay(id).state()).isEqualTo(State.INTERRUPTED);
    long before = server.engine.replay(id).rows();
    assertThat(before).isPositive();
    int calls = server.workers.calls("t").size();
    server.workers.plugin("t", _ -> FakeWorkers.completed());
    server.engine.resumeReplay(id);
    server.time.runTasks();
    long after = server.workers.calls("t").stream().skip(calls).mapToLong(ReplayTest::rowCount).sum();
    assertThat(before + after).isEqualTo(25_000);
  }

  @Test
  void isForWriteTriggersAndOneAtATime() {
    server.create(trigger("s", "every:1h"));
    assertThatThrownBy(() -> server.engine.replayTrigger("db", "s", TimeSpan.ALL, false))
        .hasMessage("trigger 's' is not a write trigger: 'every:1h'; only 'table:' and 'all_tables' triggers can be replayed");
    assertThatThrownBy(() -> server.engine.replayTrigger("db", "nope", TimeSpan.ALL, false))
        .hasMessage("the requested resource was not found: nope");
    assertThatThrownBy(() -> server.engine.replay(99)).hasMessage("there is no replay 99");
    server.create(trigger("t", "table:a"));
    server.engine.replayTrigger("db", "t", TimeSpan.ALL, false);
    assertThatThrownBy(() -> server.engine.replayTrigger("db", "t", TimeSpan.ALL, false))
        .hasMessage("replay 1 of trigger 't' is running");
  }

  private long id(String table) {
    Database database = server.catalog.state().requireDatabase("db");
    return database.requirePolicy("").table(table).orElseThrow().id();
  }

  private List<Long> times(String trigger) {
    List<Long> times = new ArrayList<>();
    for (CallRequest call : server.workers.calls(trigger)) {
      for (var table : ((PluginCall.WriteCall) call.call()).tables()) {
        table.parts().forEach(part -> {
          for (int row = 0; row < part.rowCount(); row++) {
            times.add(part.timesNanos()[row]);
          }
        });
      }
    }
    return times;
  }

  private static long rowCount(CallRequest call) {
    return ((PluginCall.WriteCall) call.call()).tables().stream().mapToLong(table -> table.rowCount()).sum();
  }

  private static long firstTime(CallRequest call) {
    return ((PluginCall.WriteCall) call.call()).tables().getFirst().parts().getFirst().timesNanos()[0];
  }

  private static CallOutcome boom() {
    return FakeWorkers.raised("ValueError", "boom");
  }
}
