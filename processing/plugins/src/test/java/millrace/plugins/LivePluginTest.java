package millrace.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import millrace.catalog.Catalog;
import millrace.catalog.Database;
import millrace.catalog.DatabaseCommand;
import millrace.catalog.PolicySettings;
import millrace.columns.WriteBatch;
import millrace.objectstore.MemoryObjectStore;
import millrace.plugins.worker.HttpReply;
import millrace.plugins.worker.PluginCall;
import millrace.plugins.worker.PluginQuery;
import millrace.plugins.worker.ResultRows;
import millrace.plugins.worker.TestPython;
import millrace.plugins.worker.WorkerSupervisor;
import millrace.wal.SealedInterval;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The engine with real Python processes and real threads; only the clock is moved by hand. Tests wait for what plugins
/// write.
class LivePluginTest {
  @TempDir Path folder;
  private final ManualTime time = new ManualTime(Instant.parse("2026-11-20T12:00:03Z"));
  private final BlockingQueue<String> writes = new LinkedBlockingQueue<>();
  private final Catalog catalog = Catalog.open(new MemoryObjectStore(), "catalog");
  private WorkerSupervisor workers;
  private ProcessingEngine engine;
  private long sequence;

  @BeforeEach
  void start() {
    catalog.apply(new DatabaseCommand.CreateDatabase("db", PolicySettings.autogen(0)));
    workers = TestPython.supervisor((_, _, _) -> {});
    EngineRuntime runtime =
        new EngineRuntime(time, Executors.newVirtualThreadPerTaskExecutor(), new Random(7));
    engine =
        new ProcessingEngine(
            EngineSettings.off("node").withPluginDirectory(folder),
            catalog,
            new WritesOnly(),
            new Python(workers, new EngineHarness.NoPackages()),
            EngineData.open(new MemoryObjectStore(), "records", DeliverySettings.DEFAULTS, new FakeLog(), EngineHarness::nothing, runtime),
            runtime);
    engine.start();
  }

  @AfterEach
  void stop() {
    engine.close();
    workers.close();
  }

  @Test
  void rowsOfAFlushReachThePluginAndItsWritesTheDatabase() throws Exception {
    file(
        "p.py",
        """
        def process_writes(influxdb3_local, table_batches, args=None):
            for batch in table_batches:
                line = LineBuilder(args["to"]).tag("from", batch["table_name"]).int64_field("n", len(batch["rows"]))
                influxdb3_local.write(line)
        """);
    create("t", "p.py", "all_tables", ErrorBehavior.LOG, Optional.of(Map.of("to", "counts")));
    flush(Map.of("cpu", 3));
    assertThat(nextWrite()).isEqualTo("db: counts,from=cpu n=3i");
    flush(Map.of("mem", 2));
    assertThat(nextWrite()).isEqualTo("db: counts,from=mem n=2i");
  }

  @Test
  void scheduledCallsGetTheirInstantAndFailedOnesAreTriedAgain() throws Exception {
    file(
        "p.py",
        """
        def process_scheduled_call(influxdb3_local, call_time, args=None):
            attempts = influxdb3_local.cache.get("attempts", 0) + 1
            influxdb3_local.cache.put("attempts", attempts)
            influxdb3_local.write_sync(LineBuilder("call").int64_field("n", attempts), no_sync=True)
            if attempts == 1:
                raise ValueError("not yet")
            influxdb3_local.write(LineBuilder("call").string_field("t", f"{call_time!r}"))
        """);
    create("t", "p.py", "every:10s", ErrorBehavior.RETRY, Optional.empty());
    time.advance(Duration.ofSeconds(7));
    assertThat(nextWrite()).isEqualTo("db: call n=1i");
    assertThat(nextWriteLater()).isEqualTo("db: call n=2i");
    assertThat(nextWrite()).isEqualTo("db: call t=\"datetime.datetime(2026, 11, 20, 12, 0, 10)\"");
    assertThat(engine.tables().logs("db"))
        .extracting(LogRow::text)
        .contains("error executing schedule plugin: ValueError: not yet");
    assertThat(engine.tables().runs("db").getFirst().traceback()).contains("p.py").contains("line 6");
  }

  @Test
  void requestsAreAnsweredFromFreshCodeAndFailuresSayWhy() throws Exception {
    file("p.py", "def process_request(api, query, headers, body, args):\n  return {'q': query['q']}, 201\n");
    create("t", "p.py", "request:r", ErrorBehavior.LOG, Optional.empty());
    assertThat(ask()).isEqualTo("201 {\"q\": \"1\"}");
    file("p.py", "def process_request(api, query, headers, body, args):\n  raise ValueError('boom')\n");
    assertThat(ask()).isEqualTo("500 {\"error\":\"Python function call failed: ValueError: boom\"}");
    file("p.py", "import os\ndef process_request(api, query, headers, body, args):\n  os._exit(7)\n");
    assertThat(ask()).startsWith("500 {\"error\":\"plugin process terminated unexpectedly (");
    file("p.py", "def process_writes(api, batches, args):\n  pass\n");
    assertThat(ask())
        .isEqualTo(
            "500 {\"error\":\"the process_request function is not present in the plugin. Should be defined as:"
                + " process_request(influxdb3_local, query_parameters, request_headers, request_body, args=None) ->"
                + " Tuple[str, Optional[Dict[str, str]]]\"}");
  }

  @Test
  void aDirectoryPluginIsLoadedAgainWhenAHelperChanges() throws Exception {
    file("my-plugin/__init__.py", "from .helper import answer\ndef process_request(a, q, h, b, c):\n  return answer()\n");
    file("my-plugin/helper.py", "def answer():\n  return 'one'\n");
    create("t", "my-plugin", "request:r", ErrorBehavior.LOG, Optional.empty());
    assertThat(ask()).isEqualTo("200 one");
    engine.replaceTriggerDirectory(
        Optional.of("db"),
        "t",
        List.of(
            new PluginFile("__init__.py", Files.readString(folder.resolve("my-plugin/__init__.py"))),
            new PluginFile("helper.py", "def answer():\n  return 'two'\n")));
    assertThat(ask()).isEqualTo("200 two");
  }

  @Test
  void disablingCancelsARunAndDropsItsWritesAndCache() throws Exception {
    file(
        "p.py",
        """
        def process_writes(influxdb3_local, table_batches, args=None):
            n = influxdb3_local.cache.get("n", 0)
            influxdb3_local.cache.put("n", n + 1)
            influxdb3_local.write(LineBuilder("deferred").int64_field("n", n))
            influxdb3_local.write_sync(LineBuilder("started").int64_field("n", n), no_sync=True)
            while table_batches[0]["table_name"] == "endless":
                influxdb3_local.info("still here")
        """);
    create("t", "p.py", "all_tables", ErrorBehavior.DISABLE, Optional.empty());
    flush(Map.of("endless", 1));
    assertThat(nextWrite()).isEqualTo("db: started n=0i");
    engine.disableTrigger("db", "t");
    engine.enableTrigger("db", "t");
    flush(Map.of("short", 1));
    assertThat(nextWrite()).isEqualTo("db: started n=0i");
    assertThat(nextWrite()).isEqualTo("db: deferred n=0i");
    assertThat(engine.tables().runs("db").getFirst().outcome()).isEqualTo(RunRow.Outcome.CANCELLED);
    assertThat(engine.tables().triggers("db").getFirst().disabled()).isFalse();
  }

  @Test
  void aChangeCancelsTheRunAndKeepsTheCache() throws Exception {
    file(
        "p.py",
        """
        def process_writes(influxdb3_local, table_batches, args=None):
            n = influxdb3_local.cache.get("n", 0)
            influxdb3_local.cache.put("n", n + 1)
            influxdb3_local.write_sync(LineBuilder("started").int64_field("n", n), no_sync=True)
            while args is None:
                influxdb3_local.info("still here")
            influxdb3_local.write(LineBuilder(args["to"]).int64_field("n", n))
        """);
    create("t", "p.py", "all_tables", ErrorBehavior.DISABLE, Optional.empty());
    flush(Map.of("a", 1));
    assertThat(nextWrite()).isEqualTo("db: started n=0i");
    engine.changeTrigger(new TriggerChange(
        "db", "t", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(Map.of("to", "out")),
        Optional.empty()));
    flush(Map.of("a", 1));
    assertThat(nextWrite()).isEqualTo("db: started n=1i");
    assertThat(nextWrite()).isEqualTo("db: out n=1i");
    assertThat(engine.tables().runs("db").getFirst().outcome()).isEqualTo(RunRow.Outcome.CANCELLED);
  }

  @Test
  void aDryRunShowsWhatWouldHappen() throws Exception {
    file(
        "p.py",
        """
        def process_writes(influxdb3_local, table_batches, args=None):
            influxdb3_local.info("rows", len(table_batches[0]["rows"]), args)
            influxdb3_local.write(LineBuilder("a").int64_field("v", 1))
            influxdb3_local.write_sync_to_db("other", LineBuilder("b").int64_field("v", 2), False)
        """);
    PluginTestReport report =
        engine.test(new PluginTest.Writes("p.py", "db", "cpu v=1", Optional.empty(), Optional.empty()));
    assertThat(report.errors()).isEmpty();
    assertThat(report.logLines()).contains("INFO: rows 1 None");
    assertThat(report.databaseWrites()).isEqualTo(Map.of("other", List.of("b v=2i"), "db", List.of("a v=1i")));
    assertThat(writes).isEmpty();
  }

  /// Moves time on until the next write comes.
  private String nextWriteLater() throws InterruptedException {
    String write = null;
    for (int i = 0; i < 3_000 && write == null; i++) {
      time.advance(Duration.ofMillis(100));
      write = writes.poll(20, TimeUnit.MILLISECONDS);
    }
    return write;
  }

  private void create(
      String name,
      String pluginFile,
      String specification,
      ErrorBehavior behavior,
      Optional<Map<String, String>> arguments) {
    engine.createTrigger(
        new NewTrigger("db", name, pluginFile, specification, false, behavior, arguments, false));
  }

  private void flush(Map<String, Integer> rows) {
    Database database = catalog.state().requireDatabase("db");
    WriteBatch batch = Flushes.batch(database.id(), database.requirePolicy("").id(), "db", rows);
    engine.onFlush(new SealedInterval(++sequence, List.of(batch)));
  }

  private String ask() {
    HttpReply reply = engine.call("r", new PluginCall.RequestCall(Map.of("q", "1"), Map.of(), new byte[0]));
    return reply.status() + " " + new String(reply.body(), StandardCharsets.UTF_8);
  }

  private String nextWrite() throws InterruptedException {
    return writes.poll(60, TimeUnit.SECONDS);
  }

  private void file(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  /// Takes writes into the queue of the test.
  private final class WritesOnly implements PluginHost {
    private final FakeHost dryRuns = new FakeHost();

    @Override
    public ResultRows query(PluginQuery query) {
      return dryRuns.query(query);
    }

    @Override
    public void write(String database, String lines, boolean noSync) {
      writes.add(database + ": " + lines);
    }

    @Override
    public WriteBatch parse(String database, String lines) {
      return dryRuns.parse(database, lines);
    }

    @Override
    public List<String> check(String database, String lines) {
      return dryRuns.check(database, lines);
    }
  }
}
