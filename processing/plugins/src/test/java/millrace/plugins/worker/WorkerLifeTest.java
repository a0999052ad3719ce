package millrace.plugins.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What lives between calls, and how workers begin and end.
@Timeout(60)
class WorkerLifeTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final WorkerLimits IMPATIENT = new WorkerLimits(0, Duration.ofMillis(300));

  @TempDir Path folder;

  @Test
  void theLocalCacheKeepsTheVeryObject() {
    try (PluginBench bench = new PluginBench()) {
      bench.request("import threading\nx = threading.Lock(); api.cache.put('lock', x); api.cache.put('id', id(x))");
      assertThat(PluginBench.body(bench.request("return str(id(api.cache.get('lock')) == api.cache.get('id'))")))
          .isEqualTo("True");
    }
  }

  @Test
  void triggersDoNotShareTheLocalCacheButTheGlobalOne() {
    try (PluginBench bench = new PluginBench()) {
      PluginWorker other = bench.open("other", 1, IMPATIENT, CacheScope.PRODUCTION);
      PluginWorker test = bench.open("test", 1, IMPATIENT, CacheScope.test("x"));
      bench.request("api.cache.put('k', 1); api.cache.put('g', [1], use_global=True)\nreturn ''");
      String look = "return str((api.cache.get('k'), api.cache.get('g', use_global=True)))";
      assertThat(PluginBench.body(bench.request(other, look, LONG))).isEqualTo("(None, [1])");
      assertThat(PluginBench.body(bench.request(test, look, LONG))).isEqualTo("(None, None)");
      bench.request(other, "api.cache.get('g', use_global=True).append(2)", LONG);
      assertThat(PluginBench.body(bench.request(look))).isEqualTo("(1, [1, 2])");
      String same = "c = api.cache\nreturn str(c.get('g', use_global=True) is c.get('g', use_global=True))";
      assertThat(PluginBench.body(bench.request(same))).isEqualTo("True");
      String unpicklable = "import threading; api.cache.put('g', threading.Lock(), use_global=True)";
      assertThat(PluginBench.body(bench.request(unpicklable))).startsWith("failed in RUN: TypeError: a value in the");
      assertThat(PluginBench.body(bench.request("return str(api.cache.delete('g', use_global=True))")))
          .isEqualTo("True");
      assertThat(PluginBench.body(bench.request(other, look, LONG))).isEqualTo("(None, None)");
    }
  }

  @Test
  void aDirectoryIsImportedOnceAndAgainWhenItChanges() throws IOException {
    Path plugin = Files.createDirectories(folder.resolve("json")); // like a module of the standard library
    Files.writeString(plugin.resolve("__init__.py"), "from .helper import answer\ncalls = []\n"
        + "def process_request(api, q, h, b, args):\n  calls.append(1)\n  import json\n"
        + "  return f'{answer()} {len(calls)} {json.dumps([1])} {LineBuilder.__name__}'\n");
    Files.writeString(plugin.resolve("helper.py"), "def answer(): return 'one'\n");
    try (PluginBench bench = new PluginBench()) {
      assertThat(PluginBench.body(directory(bench, plugin, 1))).isEqualTo("one 1 [1] LineBuilder");
      assertThat(PluginBench.body(directory(bench, plugin, 1))).isEqualTo("one 2 [1] LineBuilder");
      Files.writeString(plugin.resolve("helper.py"), "def answer(): return 'two'\n");
      assertThat(PluginBench.body(directory(bench, plugin, 2))).isEqualTo("two 1 [1] LineBuilder");
      Files.writeString(plugin.resolve("helper.py"), "import not_there\n");
      assertThat(PluginBench.body(directory(bench, plugin, 3)))
          .isEqualTo(
              "failed in LOAD: Failed to import plugin module 'json': ModuleNotFoundError: No module named"
                  + " 'not_there'\nHint: Check for syntax errors or missing dependencies in Python files.");
    }
  }

  @Test
  void lanesOfAnAsynchronousTriggerRunAtOnceInOneProcess() throws Exception {
    CyclicBarrier meeting = new CyclicBarrier(4);
    try (PluginBench bench = new PluginBench(4, IMPATIENT);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      bench.host.answering(
          (_, _) -> {
            try {
              meeting.await(30, TimeUnit.SECONDS); // all four are within their call
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
            return RecordingHost.repeated(List.of("n"), List.of(1L), 1);
          });
      List<Future<CallOutcome>> calls = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        calls.add(callers.submit(() -> bench.request("import os\napi.query('x')\nreturn str(os.getpid())")));
      }
      List<String> pids = new ArrayList<>();
      for (Future<CallOutcome> call : calls) {
        pids.add(PluginBench.body(call.get()));
      }
      assertThat(pids).hasSize(8).allMatch(pid -> pid.matches("[0-9]+"));
      assertThat(pids.stream().distinct()).hasSize(1);
    }
  }

  @Test
  void cancellingInterruptsEveryLaneAndKeepsTheProcess() throws Exception {
    String forever = "import time\nfrom os import getpid\napi.info('running')\nwhile True: time.sleep(0.01)";
    try (PluginBench bench = new PluginBench(3, new WorkerLimits(0, LONG));
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      String pid = PluginBench.body(bench.request("import os\nreturn str(os.getpid())"));
      List<Future<CallOutcome>> calls = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        calls.add(callers.submit(() -> bench.request(forever)));
      }
      await(() -> bench.host.logs.size() == 3);
      bench.worker.cancel();
      for (Future<CallOutcome> call : calls) {
        assertThat(call.get()).isInstanceOf(CallOutcome.Cancelled.class);
      }
      assertThat(PluginBench.body(bench.request("import os\nreturn str(os.getpid())"))).isEqualTo(pid);
    }
  }

  @Test
  void cancellingAtAnyMomentTearsNoConversationApart() throws Exception {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    Random random = new Random(seed);
    String code =
        """
        import os
        for i in range(200):
          api.info('x', i)
          api.query('x')
          api.write(LineBuilder('t').int64_field('f', i))
          api.write_sync(LineBuilder('t').int64_field('f', i), no_sync=True)
        return str(os.getpid())""";
    try (PluginBench bench = new PluginBench(3, new WorkerLimits(0, LONG));
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      bench.host.answering((_, _) -> RecordingHost.repeated(List.of("n"), List.of(1L), 3));
      String pid = PluginBench.body(bench.request(code));
      for (int round = 0; round < 40; round++) {
        List<Future<CallOutcome>> calls = new ArrayList<>();
        for (int lane = 0; lane < 3; lane++) {
          calls.add(callers.submit(() -> bench.request(code)));
        }
        long until = System.nanoTime() + random.nextInt(30_000_000);
        await(() -> System.nanoTime() >= until);
        bench.worker.cancel();
        for (Future<CallOutcome> call : calls) {
          assertThat(PluginBench.body(call.get())).as("-Dmillrace.seed=" + seed).isIn("cancelled", pid);
        }
      }
      assertThat(PluginBench.body(bench.request(code))).as("-Dmillrace.seed=" + seed).isEqualTo(pid);
    }
  }

  @Test
  void aTimeLimitEndsOneLaneAndLeavesTheOthers() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch timedOut = new CountDownLatch(1);
    try (PluginBench bench = new PluginBench(2, new WorkerLimits(0, LONG));
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      bench.host.answering(
          (_, _) -> {
            asked.countDown();
            try {
              timedOut.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return RecordingHost.repeated(List.of("n"), List.of(1L), 1);
          });
      Future<CallOutcome> waiting = callers.submit(() -> bench.request("return str(len(api.query('x')))"));
      asked.await();
      CallOutcome late = bench.request("while True: pass", Duration.ofMillis(100));
      assertThat(late).isInstanceOf(CallOutcome.TimedOut.class);
      assertThat(((CallOutcome.TimedOut) late).stacks()).contains("process_request");
      timedOut.countDown();
      assertThat(PluginBench.body(waiting.get())).isEqualTo("1");
    }
  }

  @Test
  void aCancelledPluginLearnsOfItAtItsNextCall() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    try (PluginBench bench = new PluginBench(1, new WorkerLimits(0, LONG));
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      bench.host.answering(
          (_, _) -> {
            asked.countDown();
            try {
              cancelled.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return RecordingHost.repeated(List.of("n"), List.of(1L), 1);
          });
      String code =
          """
          try: api.query('x')
          except KeyboardInterrupt as e: api.cache.put('seen', str(e))
          try: api.info('x')
          except KeyboardInterrupt as e: api.cache.put('again', str(e))
          return 'done'""";
      Future<CallOutcome> call = callers.submit(() -> bench.request(code));
      asked.await();
      bench.worker.cancel();
      cancelled.countDown();
      assertThat(call.get()).isInstanceOf(CallOutcome.Cancelled.class);
      assertThat(PluginBench.body(bench.request("return str([api.cache.get('seen'), api.cache.get('again')])")))
          .isEqualTo(
              "['influxdb3 is shutting down; aborting plugin execution',"
                  + " 'influxdb3 is shutting down; aborting plugin execution']");
    }
  }

  @Test
  void closingEndsTheProcessEvenWithinANativeLoop() throws Exception {
    try (PluginBench bench = new PluginBench(1, IMPATIENT);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      long pid = Long.parseLong(PluginBench.body(bench.request("import os\nreturn str(os.getpid())")));
      Future<CallOutcome> call = callers.submit(() -> bench.request("api.info('in')\nsum(range(10**12))"));
      await(() -> bench.host.logs.size() == 1);
      bench.worker.close();
      assertThat(call.get()).isInstanceOf(CallOutcome.Cancelled.class);
      assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
      assertThat(bench.request("return 'x'")).isInstanceOf(CallOutcome.Cancelled.class);
    }
  }

  @Test
  void anInterruptedCallerCancelsItsCall() throws Exception {
    try (PluginBench bench = new PluginBench(1, IMPATIENT);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Thread> caller = new ArrayList<>();
      Future<CallOutcome> call =
          callers.submit(
              () -> {
                caller.add(Thread.currentThread());
                return bench.request("api.info('in')\nimport time\ntime.sleep(600)");
              });
      await(() -> bench.host.logs.size() == 1);
      caller.getFirst().interrupt();
      assertThat(call.get()).isInstanceOf(CallOutcome.Cancelled.class);
      assertThat(PluginBench.body(bench.request("return 'x'"))).isEqualTo("x");
    }
  }

  @Test
  void processesThatKeepDyingAreStartedMoreSlowly() {
    try (PluginBench bench = new PluginBench(1, IMPATIENT)) {
      long start = System.nanoTime();
      for (int i = 0; i < 4; i++) {
        assertThat(PluginBench.body(bench.request("import os; os._exit(1)"))).isEqualTo("died: exit status 1");
      }
      assertThat(System.nanoTime() - start).isGreaterThan(Duration.ofMillis(300).toNanos()); // 0 + 100 + 200 ms
      assertThat(PluginBench.body(bench.request("return 'x'"))).isEqualTo("x");
    }
  }

  @Test
  void anInterpreterThatCannotStartFailsTheCall() {
    try (WorkerSupervisor supervisor =
        new WorkerSupervisor(
            new WorkerSettings(folder.resolve("nothing"), Map.of(), folder, (_, _, _) -> {}),
            millrace.base.Clock.SYSTEM)) {
      PluginWorker worker =
          supervisor.open(new WorkerSpec("db", "t", 1, Map.of(), IMPATIENT, CacheScope.PRODUCTION));
      CallOutcome outcome =
          worker.call(
              new CallRequest(
                  "db",
                  PluginBench.emptyRequest(),
                  new PluginSource.SingleFile("p.py", 1, ""),
                  Optional.empty(),
                  Duration.ZERO,
                  new RecordingHost()));
      assertThat(PluginBench.body(outcome)).startsWith("died: cannot start ");
    }
  }

  @Test
  void renewingReplacesTheProcessOnceItIsIdle() throws Exception {
    String pid = "import os\nreturn str(os.getpid())";
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch renewed = new CountDownLatch(1);
    try (PluginBench bench = new PluginBench();
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      bench.host.answering(
          (_, _) -> {
            asked.countDown();
            try {
              renewed.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return RecordingHost.repeated(List.of("n"), List.of(1L), 1);
          });
      String first = PluginBench.body(bench.request(pid));
      Future<CallOutcome> running = callers.submit(() -> bench.request("api.query('x')\n" + pid));
      asked.await();
      bench.supervisor.renew();
      renewed.countDown();
      assertThat(PluginBench.body(running.get())).isEqualTo(first);
      String second = PluginBench.body(bench.request(pid));
      assertThat(second).matches("[0-9]+").isNotEqualTo(first);
      bench.supervisor.renew();
      assertThat(PluginBench.body(bench.request(pid))).matches("[0-9]+").isNotIn(first, second);
    }
  }

  @Test
  void printedLinesReachTheOutput() {
    try (PluginBench bench = new PluginBench()) {
      bench.request("import sys\nprint('héllo'); print('err', file=sys.stderr)\nreturn ''");
      await(() -> bench.printed.size() == 2);
      assertThat(bench.printed).containsExactlyInAnyOrder("héllo", "err");
    }
  }

  @Test
  void theSocketsFolderIsPrivateAndGoesAway() throws IOException {
    Path hub;
    try (PluginBench bench = new PluginBench()) {
      hub = Path.of(PluginBench.body(bench.request("import sys\nreturn sys.modules['__main__'].__file__"))).getParent();
      assertThat(java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(hub)))
          .isEqualTo("rwx------");
    }
    assertThat(hub).doesNotExist();
  }

  private static CallOutcome directory(PluginBench bench, Path root, long version) {
    return bench.worker.call(
        new CallRequest(
            "db",
            PluginBench.emptyRequest(),
            new PluginSource.Directory(root, version),
            Optional.empty(),
            LONG,
            bench.host));
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
      Thread.yield();
    }
  }
}
