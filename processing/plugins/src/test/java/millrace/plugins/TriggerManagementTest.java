package millrace.plugins;

import static millrace.plugins.EngineHarness.trigger;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import millrace.base.ErrorCode;
import millrace.catalog.DatabaseCommand;
import millrace.catalog.Deletion;
import millrace.plugins.worker.CacheScope;
import millrace.plugins.worker.InstallOutcome;
import millrace.plugins.worker.PluginSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TriggerManagementTest extends EngineTest {
  @Test
  void createStartsTheTrigger() {
    server.create(trigger("t", "all_tables"));
    assertThat(server.status("t").state()).isEqualTo("running");
    FakeWorkers.FakeWorker worker = server.workers.of("t");
    assertThat(worker.spec.database()).isEqualTo("db");
    assertThat(worker.spec.lanes()).isEqualTo(1);
    assertThat(worker.spec.caches()).isEqualTo(CacheScope.PRODUCTION);
    server.flush("a");
    server.time.runTasks();
    assertThat(worker.calls.getFirst().source())
        .isInstanceOfSatisfying(
            PluginSource.SingleFile.class, source -> assertThat(source.text()).isEqualTo("pass\n"));
    assertThat(worker.calls.getFirst().timeLimit()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void createDisabledStartsNothing() {
    server.create(disabled("t", "all_tables"));
    assertThat(server.workers.opened).isEmpty();
    assertThat(server.status("t").state()).isEqualTo("disabled");
    server.restart();
    assertThat(server.workers.opened).isEmpty();
  }

  @Test
  void createChecksThePluginFirst() throws IOException {
    Files.createDirectories(folder.resolve("empty"));
    refuses(
        () -> server.create(with("nowhere", "no.py", "nonsense")),
        ErrorCode.NOT_FOUND,
        "Plugin error: reading plugin file: Plugin not found: no.py");
    refuses(
        () -> server.create(with("nowhere", "../p.py", "nonsense")),
        ErrorCode.INVALID_ARGUMENT,
        "Plugin error: Path traversal detected: plugin filename '../p.py' attempts to access files outside the plugin"
            + " directory");
    refuses(
        () -> server.create(with("nowhere", "empty", "nonsense")),
        ErrorCode.INVALID_ARGUMENT,
        "Plugin error: reading plugin file: Multi-file plugin directory must contain __init__.py: empty");
  }

  @Test
  void thenTheSpecificationThenTheDatabaseThenTheName() {
    refuses(
        () -> server.create(with("nowhere", "p.py", "table:")),
        ErrorCode.INVALID_ARGUMENT,
        "failed to parse trigger from table:: table name is empty");
    refuses(
        () -> server.create(with("_internal", "p.py", "all_tables")),
        ErrorCode.FORBIDDEN,
        "cannot modify internal db");
    refuses(
        () -> server.create(with("nowhere", "p.py", "all_tables")),
        ErrorCode.NOT_FOUND,
        "Database not found nowhere");
    server.create(trigger("t", "all_tables"));
    refuses(
        () -> server.create(trigger("t", "every:1s")),
        ErrorCode.ALREADY_EXISTS,
        "attempted to create a resource that already exists");
    refuses(
        () -> server.create(trigger("", "every:1s")),
        ErrorCode.INVALID_ARGUMENT,
        "trigger name must not be empty or contain control characters");
  }

  @Test
  void refusesADeletedDatabase() {
    server.catalog.apply(
        new DatabaseCommand.SoftDeleteDatabase("db", "db-gone", new Deletion(1, OptionalLong.empty())));
    refuses(
        () -> server.create(with("db-gone", "p.py", "all_tables")),
        ErrorCode.CONFLICT,
        "attempted to modify resource that was already deleted: db-gone");
  }

  @Test
  void allowsOneNameInSeveralDatabases() {
    server.createDatabase("other");
    server.create(trigger("t", "all_tables"));
    server.create(with("other", "p.py", "all_tables"));
    assertThat(server.engine.tables().triggers("other")).hasSize(1);
  }

  @Test
  void acceptsCodeThatDoesNotCompile() {
    server.file("broken.py", "def (:\n");
    server.create(with("db", "broken.py", "all_tables"));
    assertThat(server.status("t").state()).isEqualTo("running");
  }

  @Test
  void canBeRestrictedToKinds() {
    server.close();
    server =
        new EngineHarness(
            folder.resolve("restricted"), settings -> settings.withAllowedKinds(Set.of(TriggerKind.SCHEDULE)));
    refuses(
        () -> server.create(with("db", "missing.py", "all_tables")),
        ErrorCode.INVALID_ARGUMENT,
        "invalid request: server is configured to reject WalRows plugin triggers");
    refuses(
        () -> server.create(trigger("t", "request:x")),
        ErrorCode.INVALID_ARGUMENT,
        "invalid request: server is configured to reject Request plugin triggers");
    refuses(
        () -> server.create(with("db", "missing.py", "what")),
        ErrorCode.INVALID_ARGUMENT,
        "failed to parse trigger from what: expect one of the following forms: 'table:<TABLE_NAME>', 'all_tables',"
            + " 'cron:<CRON_EXPRESSION>', 'every:<DURATION>', or 'request:<PATH>'");
    server.create(trigger("t", "every:1s"));
  }

  @Test
  void refusesToStartAKindThatIsNoLongerAllowed() {
    server.create(trigger("t", "all_tables"));
    EngineSettings restricted =
        EngineSettings.off("node").withPluginDirectory(folder).withAllowedKinds(Set.of(TriggerKind.SCHEDULE));
    try (ProcessingEngine second = second(restricted)) {
      second.start();
      SystemTables.TriggerStatusRow status = second.tables().triggerStatus("db").getFirst();
      assertThat(status.state()).isEqualTo("failed");
      assertThat(status.reason()).isEqualTo("server is configured to reject WalRows plugin triggers");
      assertThat(second.tables().logs("db").getLast().text())
          .isEqualTo("failed to start trigger t: server is configured to reject WalRows plugin triggers");
    }
  }

  @Test
  void changesWhatIsGivenAndStartsTheTriggerAnew() {
    server.create(trigger("t", "table:a"));
    long id = server.catalog.state().requireDatabase("db").trigger("t").orElseThrow().id();
    server.engine.changeTrigger(
        change("t", Optional.of("table:b"), Optional.of(ErrorBehavior.RETRY), Optional.of(Map.of("k", "v")), Optional.of("at-least-once")));
    server.flush("a");
    server.flush("b");
    server.time.runTasks();
    assertThat(server.tables("t")).containsExactly("b");
    assertThat(server.workers.calls("t").getFirst().arguments()).hasValue(Map.of("k", "v"));
    SystemTables.TriggerStatusRow status = server.status("t");
    assertThat(status.specification()).isEqualTo("table:b");
    assertThat(status.errorBehavior()).isEqualTo("retry");
    assertThat(status.delivery()).isEqualTo("at-least-once");
    assertThat(server.catalog.state().requireDatabase("db").trigger("t").orElseThrow().id()).isEqualTo(id);
    server.restart();
    assertThat(server.status("t").specification()).isEqualTo("table:b");
  }

  @Test
  void aChangedTriggerKeepsItsProcessAndSoItsCache() {
    server.create(trigger("t", "table:a"));
    FakeWorkers.FakeWorker first = server.workers.of("t");
    server.engine.changeTrigger(
        change("t", Optional.of("table:b"), Optional.of(ErrorBehavior.RETRY), Optional.of(Map.of("k", "v")), Optional.empty()));
    assertThat(server.workers.of("t")).isSameAs(first);
    assertThat(first.closed).isFalse();
    server.flush("b");
    server.time.runTasks();
    assertThat(first.calls).hasSize(1);
    server.engine.changeTrigger(new TriggerChange(
        "db", "t", Optional.empty(), Optional.empty(), Optional.of(true), Optional.empty(), Optional.empty(), Optional.empty()));
    assertThat(first.closed).isTrue();
    assertThat(server.workers.of("t").spec.lanes()).isGreaterThan(1);
  }

  @Test
  void aChangeIsCheckedLikeACreationAndADisabledTriggerStaysSo() {
    server.create(disabled("t", "table:a"));
    server.engine.changeTrigger(change("t", Optional.of("every:1h"), Optional.empty(), Optional.empty(), Optional.empty()));
    assertThat(server.status("t").state()).isEqualTo("disabled");
    refuses(
        () -> server.engine.changeTrigger(
            change("t", Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("at-least-once"))),
        ErrorCode.INVALID_ARGUMENT,
        "delivery at-least-once is for write triggers, 'table:' and 'all_tables', not for 'every:1h'");
    refuses(
        () -> server.engine.changeTrigger(change("t", Optional.of("what"), Optional.empty(), Optional.empty(), Optional.empty())),
        ErrorCode.INVALID_ARGUMENT,
        "failed to parse trigger from what: expect one of the following forms: 'table:<TABLE_NAME>', 'all_tables',"
            + " 'cron:<CRON_EXPRESSION>', 'every:<DURATION>', or 'request:<PATH>'");
    refuses(
        () -> server.engine.changeTrigger(change("no", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())),
        ErrorCode.NOT_FOUND,
        "the requested resource was not found: no");
  }

  @Test
  void aTriggerOfOtherNodesDoesNotRunHere() {
    server.create(on("nodes:elsewhere"));
    assertThat(server.workers.opened).isEmpty();
    server.engine.changeTrigger(nodes("nodes:elsewhere,node"));
    assertThat(server.workers.of("t").closed).isFalse();
    server.engine.changeTrigger(nodes("nodes:elsewhere"));
    assertThat(server.workers.of("t").closed).isTrue();
    for (String wrong : List.of("", "some", "nodes:", "nodes:a,,b")) {
      refuses(
          () -> server.engine.changeTrigger(nodes(wrong)),
          ErrorCode.INVALID_ARGUMENT,
          "invalid node_spec '" + wrong + "', expected all or nodes:ID[,ID...]");
    }
  }

  private static NewTrigger on(String nodes) {
    NewTrigger any = trigger("t", "table:a");
    return new NewTrigger(
        any.database(), any.name(), any.pluginFile(), any.specification(), any.runAsynchronous(), any.errorBehavior(),
        any.arguments(), any.disabled(), any.delivery(), nodes);
  }

  private static TriggerChange nodes(String nodes) {
    return new TriggerChange(
        "db", "t", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
        Optional.empty(), Optional.of(nodes));
  }

  private static TriggerChange change(
      String name,
      Optional<String> specification,
      Optional<ErrorBehavior> behavior,
      Optional<Map<String, String>> arguments,
      Optional<String> delivery) {
    return new TriggerChange("db", name, Optional.empty(), specification, Optional.empty(), behavior, arguments, delivery);
  }

  @Test
  void deleteWantsTheTriggerDisabledOrForce() {
    server.create(trigger("t", "all_tables"));
    refuses(
        () -> server.engine.deleteTrigger("db", "t", false),
        ErrorCode.CONFLICT,
        "Cannot delete running plugin t. Disable it first or use --force.");
    assertThat(server.engine.tables().triggers("db")).hasSize(1);
    server.engine.deleteTrigger("db", "t", true);
    assertThat(server.engine.tables().triggers("db")).isEmpty();
    assertThat(server.workers.of("t").closed).isTrue();

    server.create(disabled("t", "all_tables"));
    server.engine.deleteTrigger("db", "t", false);
    assertThat(server.engine.tables().triggers("db")).isEmpty();
  }

  @Test
  void saysWhichTriggerDoesNotExist() {
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> server.engine.deleteTrigger("db", "no", true),
            () -> server.engine.enableTrigger("db", "no"),
            () -> server.engine.disableTrigger("db", "no"))) {
      refuses(call, ErrorCode.NOT_FOUND, "the requested resource was not found: no");
    }
    refuses(
        () -> server.engine.disableTrigger("_internal", "no"), ErrorCode.FORBIDDEN, "cannot modify internal db");
    refuses(() -> server.engine.enableTrigger("no", "no"), ErrorCode.NOT_FOUND, "Database not found no");
  }

  @Test
  void enableAndDisableMayBeRepeated() {
    server.create(trigger("t", "all_tables"));
    server.engine.enableTrigger("db", "t");
    assertThat(server.workers.opened).hasSize(1);
    server.engine.disableTrigger("db", "t");
    server.engine.disableTrigger("db", "t");
    assertThat(server.workers.of("t").closed).isTrue();
    server.engine.enableTrigger("db", "t");
    assertThat(server.workers.opened).hasSize(2);
    assertThat(server.workers.of("t").closed).isFalse();
  }

  @Test
  void disableDropsWhatWaits() {
    server.create(trigger("t", "all_tables"));
    server.flush("a");
    server.flush("b");
    server.engine.disableTrigger("db", "t");
    server.engine.enableTrigger("db", "t");
    server.flush("c");
    server.time.runTasks();
    assertThat(server.tables("t")).containsExactly("c");
  }

  @Test
  void enabledTriggersStartWithTheServer() {
    server.create(trigger("t", "all_tables"));
    server.create(trigger("u", "all_tables"));
    server.engine.disableTrigger("db", "u");
    server.restart();
    server.flush("a");
    server.time.runTasks();
    assertThat(server.tables("t")).containsExactly("a");
    assertThat(server.tables("u")).isEmpty();
  }

  @Test
  void aMissingFileAtTheStartIsTriedAgain() throws IOException {
    server.create(trigger("t", "all_tables"));
    server.file("q.py", "pass");
    server.create(
        new NewTrigger("db", "u", "q.py", "all_tables", false, ErrorBehavior.LOG, Optional.empty(), false));
    Files.delete(folder.resolve("q.py"));
    server.restart();
    assertThat(server.status("t").state()).isEqualTo("running");
    assertThat(server.status("u").state()).isEqualTo("failed");
    assertThat(server.status("u").reason()).isEqualTo("reading plugin file: Plugin not found: q.py");
    server.advance(Duration.ofSeconds(65));
    assertThat(server.logs())
        .containsExactly("ERROR failed to start trigger u: reading plugin file: Plugin not found: q.py");
    server.file("q.py", "pass");
    server.advance(Duration.ofSeconds(31));
    assertThat(server.status("u").state()).isEqualTo("running");
  }

  @Test
  void aMissingPythonIsTriedAgain() {
    server.workers.outage("no usable Python");
    server.create(trigger("t", "all_tables"));
    assertThat(server.status("t").state()).isEqualTo("failed");
    assertThat(server.status("t").reason()).isEqualTo("no usable Python");
    server.workers.outage("");
    server.advance(Duration.ofSeconds(31));
    assertThat(server.status("t").state()).isEqualTo("running");
  }

  @Test
  void withoutAPluginDirectoryNothingRuns() {
    server.create(trigger("t", "all_tables"));
    try (ProcessingEngine off = second(EngineSettings.off("node"))) {
      int opened = server.workers.opened.size();
      off.start();
      assertThat(server.workers.opened).hasSize(opened);
      refuses(
          () -> off.createTrigger(trigger("u", "all_tables")),
          ErrorCode.INVALID_ARGUMENT,
          "Plugin error: Node not configured with plugin directory");
      refuses(
          () -> off.createTrigger(with("db", "gh:a.py", "all_tables")),
          ErrorCode.INVALID_ARGUMENT,
          "Plugin error: Node not configured with plugin directory");
      refuses(
          () -> off.putFile("a.py", ""),
          ErrorCode.INVALID_ARGUMENT,
          "Processing engine error: plugin error: No plugin directory configured");
      assertThat(off.installPackages(List.of("pandas")))
          .isEqualTo(
              new InstallOutcome.Failed(
                  "Processing engine error: error installing python packages: Plugin environment management is"
                      + " disabled"));
      off.disableTrigger("db", "t");
      off.enableTrigger("db", "t");
      off.deleteTrigger("db", "t", true);
      assertThat(server.workers.opened).hasSize(opened);
    }
  }

  @Test
  void packagesAreHandedOn() {
    assertThat(server.engine.installPackages(List.of("a", "b"))).isEqualTo(new InstallOutcome.Installed("a b"));
    assertThat(server.engine.installRequirements("r.txt")).isEqualTo(new InstallOutcome.Installed("r.txt"));
  }

  @Test
  void closeEndsEveryWorker() {
    server.create(trigger("t", "all_tables"));
    server.create(trigger("u", "every:1s"));
    server.close();
    assertThat(server.workers.opened).allMatch(worker -> worker.closed);
    server.advance(Duration.ofSeconds(5));
    assertThat(server.workers.opened).hasSize(2);
  }

  @Test
  void showsTriggersAndArguments() {
    server.file("dir/__init__.py", "x");
    server.create(
        new NewTrigger(
            "db", "b", "dir", "every:90s", true, ErrorBehavior.RETRY,
            Optional.of(Map.of("z", "1", "a", "2")), true));
    server.create(trigger("a", "table:cpu"));
    assertThat(server.engine.tables().triggers("db"))
        .containsExactly(
            new SystemTables.TriggerRow(
                "a", "p.py", "{\"single_table_wal_write\":{\"table_name\":\"cpu\"}}", false, "log", "running", "", false,
                "newest", "all"),
            new SystemTables.TriggerRow(
                "b", "dir", "{\"every\":{\"duration\":{\"secs\":90,\"nanos\":0}}}", true, "retry", "disabled", "", true,
                "newest", "all"));
    assertThat(server.engine.tables().triggerArguments("db"))
        .containsExactly(
            new SystemTables.TriggerArgumentRow("b", "a", "2"), new SystemTables.TriggerArgumentRow("b", "z", "1"));
    assertThat(server.engine.tables().pluginFiles())
        .extracting(SystemTables.PluginFileRow::pluginName, SystemTables.PluginFileRow::fileName)
        .containsExactly(
            tuple("a", "p.py"),
            tuple("b", "__init__.py"));
    assertThat(server.engine.tables().triggers("nowhere")).isEmpty();
    assertThat(server.engine.tables().triggers("_internal")).isEmpty();
  }

  private ProcessingEngine second(EngineSettings settings) {
    EngineRuntime runtime = server.time.runtime();
    return new ProcessingEngine(
        settings,
        server.catalog,
        server.host,
        new Python(server.workers, new EngineHarness.NoPackages()),
        EngineData.open(server.store, "node/second", DeliverySettings.DEFAULTS, server.log, EngineHarness::nothing, runtime),
        runtime);
  }

  private static NewTrigger disabled(String name, String specification) {
    return new NewTrigger(
        "db", name, "p.py", specification, false, ErrorBehavior.LOG, Optional.empty(), true);
  }
}
