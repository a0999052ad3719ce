package millrace.plugins;

import static millrace.plugins.EngineHarness.asynchronous;
import static millrace.plugins.EngineHarness.trigger;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The clock of the harness starts at 12:00:03.250.
class ScheduleTriggerTest extends EngineTest {
  ScheduleTriggerTest() {
    super(settings -> settings.withAsynchronousLimit(2));
  }

  @Test
  void firesOnTheGrid() {
    server.create(trigger("t", "every:10s"));
    server.advance(Duration.ofSeconds(6));
    assertThat(server.instants("t")).isEmpty();
    server.advance(Duration.ofSeconds(25));
    assertThat(server.instants("t")).containsExactly(at("12:00:10"), at("12:00:20"), at("12:00:30"));
    assertThat(server.logs().getFirst())
        .isEqualTo("INFO starting execution with scheduled time 2026-11-20 12:00:10 UTC");
  }

  @Test
  void showsMillisecondsOfTheInstantWhereItHasSome() {
    server.create(trigger("t", "every:1500ms"));
    server.advance(Duration.ofMillis(1500));
    assertThat(server.logs().getFirst())
        .isEqualTo("INFO starting execution with scheduled time 2026-11-20 12:00:04.500 UTC");
  }

  @Test
  void firesByCron() {
    server.create(trigger("t", "cron:*/15 * * * * *"));
    server.advance(Duration.ofSeconds(30));
    assertThat(server.instants("t")).containsExactly(at("12:00:15"), at("12:00:30"));
  }

  @Test
  void catchesUpWithoutGapsWhenARunTakesLongerThanThePeriod() {
    server.workers.plugin(
        "t",
        _ -> {
          if (server.workers.calls("t").size() == 1) {
            server.time.pass(Duration.ofSeconds(3));
          }
          return FakeWorkers.completed();
        });
    server.create(trigger("t", "every:1s"));
    server.advance(Duration.ofSeconds(1));
    assertThat(server.instants("t"))
        .containsExactly(at("12:00:04"), at("12:00:05"), at("12:00:06"), at("12:00:07"));
    server.advance(Duration.ofSeconds(1));
    assertThat(server.instants("t")).endsWith(at("12:00:08"));
  }

  @Test
  void asynchronousRunsOverlapUpToTheLimit() {
    server.create(asynchronous(trigger("t", "every:1s")));
    server.time.pass(Duration.ofSeconds(5));
    List<Integer> waiting = new ArrayList<>();
    server.workers.plugin(
        "t",
        _ -> {
          waiting.add(server.status("t").running());
          return FakeWorkers.completed();
        });
    server.advance(Duration.ZERO);
    server.advance(Duration.ofNanos(1));
    assertThat(server.instants("t")).hasSize(5);
    assertThat(waiting).contains(2).allMatch(running -> running <= 2);
  }

  @Test
  void makesUpForNothingAfterARestartOrAPause() {
    server.create(trigger("t", "every:10s"));
    server.engine.disableTrigger("db", "t");
    server.advance(Duration.ofSeconds(30));
    server.engine.enableTrigger("db", "t");
    server.advance(Duration.ofSeconds(7));
    assertThat(server.instants("t")).containsExactly(at("12:00:40"));

    server.close();
    server.time.pass(Duration.ofMinutes(1));
    server.restart();
    server.advance(Duration.ofSeconds(10));
    assertThat(server.instants("t")).containsExactly(at("12:00:40"), at("12:01:50"));
  }

  @Test
  void endsWithItsScheduleAndCanStillBeDisabledAndDeleted() {
    server.create(trigger("t", "cron:10 0 12 20 11 * 2026"));
    assertThat(server.status("t").nextNanos()).hasValue(ManualTime.nanos(at("12:00:10")));
    server.advance(Duration.ofSeconds(60));
    assertThat(server.instants("t")).containsExactly(at("12:00:10"));
    assertThat(server.status("t").state()).isEqualTo("finished");
    server.engine.disableTrigger("db", "t");
    server.engine.deleteTrigger("db", "t", false);
    assertThat(server.logs()).noneMatch(row -> row.startsWith("ERROR"));
  }

  @Test
  void acceptsAScheduleThatIsOverButNotOneThatNeverFires() {
    server.create(trigger("past", "cron:0 0 0 1 1 * 2001"));
    assertThat(server.status("past").state()).isEqualTo("finished");
    assertThatThrownBy(() -> server.create(trigger("never", "cron:0 0 0 30 2 *")))
        .hasMessage("cron schedule never triggers: 0 0 0 30 2 *");
  }

  private static Instant at(String time) {
    return Instant.parse("2026-11-20T" + time + "Z");
  }
}
