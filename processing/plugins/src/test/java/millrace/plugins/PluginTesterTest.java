package millrace.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import millrace.plugins.worker.CacheScope;
import millrace.plugins.worker.CallOutcome;
import millrace.plugins.worker.CallRequest;
import millrace.plugins.worker.DeferredWrite;
import millrace.plugins.worker.LogLevel;
import millrace.plugins.worker.PluginCall;
import millrace.plugins.worker.PluginSource;
import org.junit.jupiter.api.Test;

class PluginTesterTest extends EngineTest {
  private static final String SHARED = "test _shared_test";

  @Test
  void runsOnTheGivenLinesAndWritesNothing() {
    server.workers.plugin(
        SHARED,
        call -> {
          call.host().log(LogLevel.WARN, "careful");
          call.host().write("other", "now v=1", false);
          server.time.pass(Duration.ofMillis(2));
          return FakeWorkers.completed(
              new DeferredWrite("nowhere", "a v=1\nb v=2"), new DeferredWrite("other", "later v=1"));
        });
    PluginTestReport report = writes("nowhere", "cpu v=1\nmem v=2\ncpu v=3");
    assertThat(report.logLines())
        .containsExactly("INFO: starting execution of wal plugin.", "WARN: careful", "INFO: finished execution in 2ms");
    assertThat(report.databaseWrites())
        .containsExactly(entry("other", List.of("now v=1", "later v=1")), entry("nowhere", List.of("a v=1\nb v=2")));
    assertThat(report.errors()).isEmpty();
    assertThat(report.triggerNanos()).isEmpty();
    assertThat(server.host.writes).isEmpty();
    assertThat(server.engine.tables().logs("_internal")).isEmpty();
    PluginCall.WriteCall call = (PluginCall.WriteCall) server.workers.calls(SHARED).getFirst().call();
    assertThat(call.tables()).extracting(table -> table.table()).containsExactly("cpu", "mem");
    assertThat(call.tables().getFirst().rowCount()).isEqualTo(2);
  }

  @Test
  void aBadLineIsTheOnlyError() {
    assertThat(writes("db", "bad line"))
        .isEqualTo(
            new PluginTestReport(
                OptionalLong.empty(),
                Optional.empty(),
                List.of(),
                Map.of(),
                List.of("line refused: bad line")));
    assertThat(writes("no such name!", "cpu v=1").errors()).containsExactly("invalid database no such name!");
  }

  @Test
  void checksWhatThePluginWrote() {
    server.workers.plugin(
        SHARED,
        call -> {
          call.host().write("bad name!", "x v=1", true);
          return FakeWorkers.completed(new DeferredWrite("db", "bad"));
        });
    PluginTestReport report = writes("db", "cpu v=1");
    assertThat(report.errors())
        .containsExactly(
            "database name bad name! is invalid: database name 'bad name!' contains invalid character, character"
                + " number 3 is not allowed",
            "line protocol parse error on write to db db: bad");
    assertThat(report.databaseWrites()).containsEntry("db", List.of("bad"));
  }

  @Test
  void aFailedPluginStillShowsWhatItLoggedAndWrote() {
    server.workers.plugin(
        SHARED,
        call -> {
          call.host().log(LogLevel.INFO, "so far");
          call.host().write("db", "a v=1", true);
          return FakeWorkers.raised("ValueError", "boom");
        });
    PluginTestReport report = writes("db", "cpu v=1");
    assertThat(report.errors()).containsExactly("error executing plugin: ValueError: boom");
    assertThat(report.logLines()).containsExactly("INFO: starting execution of wal plugin.", "INFO: so far");
    assertThat(report.databaseWrites()).containsOnlyKeys("db");
  }

  @Test
  void schedulesGetTheNextInstant() {
    PluginTestReport everySecond = schedule("db", Optional.empty());
    assertThat(everySecond.triggerNanos()).hasValue(nanos("2026-11-20T12:00:04Z"));
    assertThat(everySecond.logLines())
        .startsWith("INFO: starting execution with scheduled time 2026-11-20 12:00:04 UTC");
    assertThat(schedule("db", Optional.of("0 0 * * * *")).triggerNanos()).hasValue(nanos("2026-11-20T13:00:00Z"));
    assertThat(server.workers.calls(SHARED).getLast().call())
        .isEqualTo(new PluginCall.ScheduledCall(nanos("2026-11-20T13:00:00Z")));
  }

  @Test
  void saysWhyAScheduleCannotBeTested() {
    assertThat(schedule("nowhere", Optional.empty()).errors()).containsExactly("couldn't find db");
    assertThat(schedule("db", Optional.of("* * * * *")).errors().getFirst()).startsWith("invalid cron syntax: ");
    PluginTestReport never = schedule("db", Optional.of("0 0 0 30 2 *"));
    assertThat(never.errors()).containsExactly("cron schedule never triggers: 0 0 0 30 2 *");
    assertThat(never.triggerNanos()).isEmpty();
    assertThat(server.workers.opened).isEmpty();
  }

  @Test
  void anErrorHidesTheInstant() {
    server.workers.plugin(SHARED, _ -> FakeWorkers.completed(new DeferredWrite("db", "bad")));
    PluginTestReport report = schedule("db", Optional.empty());
    assertThat(report.errors()).hasSize(1);
    assertThat(report.triggerNanos()).isEmpty();
  }

  @Test
  void requestsGetTheirReply() {
    PluginCall.RequestCall request = new PluginCall.RequestCall(Map.of("q", "1"), Map.of(), new byte[] {1});
    PluginTestReport report =
        server.engine.test(new PluginTest.Request("p.py", "db", request, Optional.empty(), Optional.empty()));
    assertThat(new String(report.reply().orElseThrow().body(), StandardCharsets.UTF_8)).isEqualTo("ok");
    assertThat(report.logLines()).startsWith("INFO: starting execution of request plugin.");
    server.workers.plugin(SHARED, _ -> new CallOutcome.Cancelled());
    assertThat(
            server
                .engine
                .test(new PluginTest.Request("p.py", "db", request, Optional.empty(), Optional.empty()))
                .errors())
        .containsExactly("error executing plugin: the test was cancelled");
  }

  @Test
  void oneWorkerServesACacheNameUntilItIsIdleForHalfAnHour() {
    writes("db", "cpu v=1");
    schedule("db", Optional.empty());
    server.engine.test(
        new PluginTest.Writes("p.py", "db", "cpu v=1", Optional.of("mine"), Optional.of(Map.of("k", "v"))));
    assertThat(server.workers.opened).extracting(worker -> worker.spec.trigger()).containsExactly(SHARED, "test mine");
    assertThat(server.workers.of("test mine").spec.caches()).isEqualTo(CacheScope.test("mine"));
    CallRequest mine = server.workers.calls("test mine").getFirst();
    assertThat(mine.arguments()).hasValue(Map.of("k", "v"));
    assertThat(mine.database()).isEqualTo("db");

    server.advance(Duration.ofMinutes(20));
    writes("db", "cpu v=1");
    server.advance(Duration.ofMinutes(15));
    assertThat(server.workers.of(SHARED).closed).isFalse();
    assertThat(server.workers.of("test mine").closed).isTrue();
    server.advance(Duration.ofMinutes(15));
    assertThat(server.workers.of(SHARED).closed).isTrue();
    writes("db", "cpu v=1");
    assertThat(server.workers.opened).hasSize(3);
  }

  @Test
  void runsDirectoriesAsInProduction() {
    server.file("dir/__init__.py", "");
    server.engine.test(new PluginTest.Writes("dir", "db", "cpu v=1", Optional.empty(), Optional.empty()));
    assertThat(server.workers.calls(SHARED).getFirst().source()).isInstanceOf(PluginSource.Directory.class);
  }

  @Test
  void throwsForAPluginThatCannotBeRead() {
    assertThatThrownBy(
            () ->
                server.engine.test(
                    new PluginTest.Writes("no.py", "db", "cpu v=1", Optional.empty(), Optional.empty())))
        .hasMessage("Plugin error: reading plugin file: Plugin not found: no.py");
  }

  private PluginTestReport writes(String database, String lines) {
    return server.engine.test(
        new PluginTest.Writes("p.py", database, lines, Optional.empty(), Optional.empty()));
  }

  private PluginTestReport schedule(String database, Optional<String> schedule) {
    return server.engine.test(
        new PluginTest.Schedule("p.py", database, schedule, Optional.empty(), Optional.empty()));
  }

  private static long nanos(String instant) {
    return ManualTime.nanos(Instant.parse(instant));
  }
}
