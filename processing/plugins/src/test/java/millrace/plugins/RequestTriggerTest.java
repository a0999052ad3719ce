package millrace.plugins;

import static millrace.plugins.EngineHarness.asynchronous;
import static millrace.plugins.EngineHarness.body;
import static millrace.plugins.EngineHarness.trigger;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import millrace.catalog.DatabaseCommand;
import millrace.plugins.worker.CallOutcome;
import millrace.plugins.worker.DeferredWrite;
import millrace.plugins.worker.HttpReply;
import millrace.plugins.worker.PluginCall;
import org.junit.jupiter.api.Test;

class RequestTriggerTest extends EngineTest {
  @Test
  void answersAtItsExactPath() {
    server.create(trigger("t", "request:a/b"));
    assertThat(ask("a/b")).isEqualTo("200 ok");
    for (String other : List.of("a", "a/b/", "A/b", "a%2Fb", "/a/b", "")) {
      assertThat(ask(other)).as(other).isEqualTo("404 {error: \"not found\"}");
    }
  }

  @Test
  void theNotFoundAnswerHasNoContentType() {
    assertThat(server.send("x").getNow(null).headers()).isEmpty();
  }

  @Test
  void servesOneAfterAnotherUnlessAsynchronous() {
    server.create(trigger("one", "request:one"));
    server.create(asynchronous(trigger("many", "request:many")));
    server.send("one");
    server.send("one");
    assertThat(server.time.waitingTasks()).isEqualTo(1);
    server.send("many");
    server.send("many");
    assertThat(server.time.waitingTasks()).isEqualTo(3);
  }

  @Test
  void refusesWhenTooManyWait() {
    server.create(trigger("t", "request:t"));
    List<CompletableFuture<HttpReply>> replies = new ArrayList<>();
    for (int i = 0; i < 66; i++) {
      replies.add(server.send("t"));
    }
    HttpReply refused = replies.getLast().getNow(null);
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.headers()).contains(Map.entry("Retry-After", "1"));
    server.time.runTasks();
    assertThat(replies.subList(0, 65)).allMatch(reply -> body(reply).equals("200 ok"));
  }

  @Test
  void answersAFailureWithItsText() {
    server.workers.plugin("t", _ -> FakeWorkers.raised("ValueError", "boom"));
    server.create(EngineHarness.on(trigger("t", "request:t"), ErrorBehavior.DISABLE));
    assertThat(ask("t")).isEqualTo("500 {\"error\":\"Python function call failed: ValueError: boom\"}");
    assertThat(ask("t")).startsWith("500 ");
    assertThat(server.logs())
        .containsExactly(
            "INFO starting execution of request plugin.",
            "ERROR error running request plugin: Python function call failed: ValueError: boom",
            "INFO starting execution of request plugin.",
            "ERROR error running request plugin: Python function call failed: ValueError: boom");
  }

  @Test
  void answersFailuresOutsideTheFunctionAsTheyAre() {
    server.create(trigger("t", "request:t"));
    server.workers.plugin(
        "t", _ -> new CallOutcome.Failed(CallOutcome.Stage.REPLY, "", "expected a dictionary in header item", ""));
    assertThat(ask("t")).isEqualTo("500 {\"error\":\"expected a dictionary in header item\"}");
    server.workers.plugin("t", _ -> new CallOutcome.Failed(CallOutcome.Stage.LOAD, "SyntaxError", "bad \"x\"", ""));
    assertThat(ask("t")).isEqualTo("500 {\"error\":\"SyntaxError: bad \\\"x\\\"\"}");
    server.workers.plugin("t", _ -> new CallOutcome.WorkerDied("signal 11", List.of("last words")));
    assertThat(ask("t")).isEqualTo("500 {\"error\":\"plugin process terminated unexpectedly (signal 11)\"}");
    server.workers.plugin("t", _ -> new CallOutcome.TimedOut(Duration.ofSeconds(1), "stacks"));
    assertThat(ask("t")).isEqualTo("504 {\"error\":\"plugin exceeded its time limit of 1000 ms\"}");
    assertThat(server.engine.tables().runs("db"))
        .extracting(RunRow::traceback)
        .containsExactly("", "", "last words", "stacks");
  }

  @Test
  void writesBeforeItAnswers() {
    List<Integer> writesAtAnswer = new ArrayList<>();
    server.workers.plugin(
        "t",
        _ ->
            new CallOutcome.Completed(
                ((CallOutcome.Completed) FakeWorkers.replied("x")).reply(),
                List.of(new DeferredWrite("db", "a v=1"))));
    server.create(trigger("t", "request:t"));
    server.send("t").thenRun(() -> writesAtAnswer.add(server.host.writes.size()));
    server.time.runTasks();
    assertThat(writesAtAnswer).containsExactly(1);
  }

  @Test
  void hidesCredentialsFromPlugins() {
    server.create(trigger("t", "request:t"));
    server.engine.send(
        "t",
        new PluginCall.RequestCall(Map.of(), Map.of("authorization", "Bearer x", "host", "h"), new byte[0]));
    server.time.runTasks();
    PluginCall.RequestCall seen = (PluginCall.RequestCall) server.workers.calls("t").getFirst().call();
    assertThat(seen.headers()).isEqualTo(Map.of("host", "h"));
  }

  @Test
  void canBeCalledFromInsideAnotherRun() {
    server.create(trigger("notify", "request:notify"));
    server.workers.plugin(
        "t",
        _ -> {
          CompletableFuture<HttpReply> reply = server.send("notify");
          server.time.runTasks();
          return reply.isDone() ? FakeWorkers.completed() : FakeWorkers.raised("TimeoutError", "no answer");
        });
    server.create(trigger("t", "every:1s"));
    server.advance(Duration.ofSeconds(1));
    assertThat(server.status("t").failures()).isZero();
    assertThat(server.status("t").runs()).isEqualTo(1);
  }

  @Test
  void waitingCallsGetAnAnswerWhenTheTriggerIsDisabled() {
    server.create(trigger("t", "request:t"));
    CompletableFuture<HttpReply> first = server.send("t");
    CompletableFuture<HttpReply> second = server.send("t");
    server.engine.disableTrigger("db", "t");
    server.time.runTasks();
    assertThat(body(first)).isEqualTo("404 {error: \"not found\"}");
    assertThat(body(second)).isEqualTo("404 {error: \"not found\"}");
    assertThat(ask("t")).isEqualTo("404 {error: \"not found\"}");
  }

  @Test
  void aCallUnderWayGetsAnAnswerWhenTheTriggerIsDisabled() {
    server.workers.plugin(
        "t",
        _ -> {
          server.engine.disableTrigger("db", "t");
          return FakeWorkers.replied("never sent");
        });
    server.create(trigger("t", "request:t"));
    assertThat(ask("t")).isEqualTo("500 Processing engine error: request handler for trigger down");
    assertThat(server.engine.tables().runs("db").getFirst().outcome()).isEqualTo(RunRow.Outcome.CANCELLED);
  }

  @Test
  void refusesASecondClaimToAPath() {
    server.createDatabase("other");
    server.create(trigger("t", "request:x"));
    NewTrigger second =
        new NewTrigger(
            "other", "u", "p.py", "request: x", false, ErrorBehavior.LOG, Optional.empty(), false);
    assertThatThrownBy(() -> server.create(second))
        .hasMessage("request path 'x' is already served by trigger 't' of database 'db'");
  }

  @Test
  void passesAPathOnWhenItsHolderIsDisabled() {
    server.create(trigger("t", "request:x"));
    NewTrigger next =
        new NewTrigger("db", "u", "p.py", "request:x", false, ErrorBehavior.LOG, Optional.empty(), true);
    server.create(next);
    assertThatThrownBy(() -> server.engine.enableTrigger("db", "u")).hasMessageContaining("already served");
    server.engine.disableTrigger("db", "t");
    server.engine.enableTrigger("db", "u");
    assertThat(ask("x")).isEqualTo("200 ok");
    assertThat(server.workers.calls("u")).hasSize(1);
    server.engine.deleteTrigger("db", "t", false);
    assertThat(ask("x")).isEqualTo("200 ok");
  }

  @Test
  void goesWithItsDatabase() {
    server.create(trigger("t", "request:x"));
    server.catalog.apply(new DatabaseCommand.DropDatabase("db"));
    server.advance(Duration.ofSeconds(1));
    assertThat(ask("x")).isEqualTo("404 {error: \"not found\"}");
  }

  private String ask(String path) {
    CompletableFuture<HttpReply> reply = server.send(path);
    server.time.runTasks();
    return body(reply);
  }
}
