package millrace.plugins.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Every misbehaviour of a plugin ends as one failed call, and the next call is answered. Each case runs on one worker
/// that has seen all the cases before it.
class ChaosTest {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final WorkerLimits LIMITS = new WorkerLimits(1L << 30, Duration.ofMillis(300));

  private static PluginBench bench;

  @BeforeAll
  static void open() {
    bench = new PluginBench(1, LIMITS);
  }

  @AfterAll
  static void leavesNoProcessBehind() {
    bench.close();
    List<String> left =
        ProcessHandle.current()
            .descendants()
            .map(process -> process.info().commandLine().orElse("?"))
            .filter(command -> command.contains("worker.py") || command.contains("sleep"))
            .toList();
    assertThat(left).isEmpty();
  }

  @AfterEach
  void theNextCallIsAnswered() {
    assertThat(PluginBench.body(bench.request("return {'ok': 1}"))).isEqualTo("{\"ok\": 1}");
  }

  @Test
  void anException() {
    assertThat(PluginBench.body(bench.request("raise ValueError('boom')"))).isEqualTo("failed in RUN: ValueError: boom");
  }

  @Test
  void sysExit() {
    assertThat(PluginBench.body(bench.request("import sys; sys.exit(3)"))).isEqualTo("failed in RUN: SystemExit: 3");
  }

  @Test
  void immediateExit() {
    assertThat(PluginBench.body(bench.request("import os; os._exit(7)"))).isEqualTo("died: exit status 7");
  }

  @Test
  void segmentationFault() {
    CallOutcome outcome = bench.request("import ctypes; ctypes.string_at(0)");
    assertThat(PluginBench.body(outcome)).isEqualTo("died: signal 11");
    assertThat(((CallOutcome.WorkerDied) outcome).lastOutput()).anyMatch(line -> line.contains("plugin.py"));
  }

  @Test
  void abort() {
    assertThat(PluginBench.body(bench.request("import os; os.abort()"))).isEqualTo("died: signal 6");
  }

  @Test
  void seesTheServerAsItsParent() {
    assertThat(PluginBench.body(bench.request("import os; return str(os.getppid())")))
        .isEqualTo(Long.toString(ProcessHandle.current().pid()));
  }

  @Test
  void endlessLoop() {
    CallOutcome outcome = bench.request("while True: pass", SHORT);
    assertThat(outcome).isInstanceOf(CallOutcome.TimedOut.class);
    assertThat(((CallOutcome.TimedOut) outcome).stacks()).contains("process_request");
  }

  @Test
  void endlessLoopThatSwallowsEverything() {
    String code = "while True:\n  try:\n    while True: pass\n  except BaseException: pass";
    assertThat(bench.request(code, SHORT)).isInstanceOf(CallOutcome.TimedOut.class);
  }

  @Test
  void nativeLoopThatKeepsTheInterpreter() {
    CallOutcome outcome = bench.request("sum(range(10**12))", SHORT);
    assertThat(outcome).isInstanceOf(CallOutcome.TimedOut.class);
    assertThat(((CallOutcome.TimedOut) outcome).stacks()).contains("process_request");
  }

  @Test
  void endlessSleep() {
    assertThat(bench.request("import time; time.sleep(1e6)", SHORT)).isInstanceOf(CallOutcome.TimedOut.class);
  }

  @Test
  void deepNativeRecursion() {
    String code =
        """
        import sys
        sys.setrecursionlimit(10**9)
        class A:
          def __repr__(self): return repr([self])
        return repr(A())""";
    assertFailedOrDied(bench.request(code));
  }

  @Test
  @Tag("slow")
  void unboundedRecursion() {
    String code =
        """
        import sys, resource
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
        sys.setrecursionlimit(10**9)
        def r(n): return r(n + 1)
        return r(0)""";
    assertFailedOrDied(bench.request(code));
  }

  @Test
  void leakUnderAnAddressSpaceLimit() {
    String code =
        """
        import resource
        resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))
        x = [bytearray(10**7) for _ in range(100)]""";
    assertThat(PluginBench.body(bench.request(code))).startsWith("failed in RUN: MemoryError");
  }

  @Test
  @Tag("slow")
  void leakBeyondTheMemoryLimit() {
    String code =
        """
        import time
        x = []
        while True:
          x.append(bytearray(b'x') * 10**8)
          time.sleep(0.05)""";
    assertThat(PluginBench.body(bench.request(code))).startsWith("died: memory limit of 1073741824 bytes exceeded");
  }

  @Test
  void segmentationFaultWithFaultHandler() {
    String code = "import faulthandler, ctypes; faulthandler.enable(); ctypes.string_at(0)";
    assertThat(PluginBench.body(bench.request(code))).isEqualTo("died: signal 11");
  }

  @Test
  void closingEveryDescriptor() {
    assertThat(bench.request("import os; os.closerange(0, 256); return 'x'"))
        .isInstanceOf(CallOutcome.WorkerDied.class);
  }

  @Test
  void garbageOnTheLane() {
    String code =
        """
        import gc, socket
        for o in gc.get_objects():
          if isinstance(o, socket.socket): o.sendall(b'\\xff' * 64)
        return 'x'""";
    assertThat(PluginBench.body(bench.request(code))).startsWith("died: broke off: a frame of 4294967295 bytes");
  }

  @Test
  void oversizedFrame() {
    String code =
        """
        import gc, socket
        for o in gc.get_objects():
          if isinstance(o, socket.socket): o.sendall(b'\\x00\\x00\\x00\\x40\\x11')
        return 'x'""";
    assertThat(PluginBench.body(bench.request(code))).isEqualTo("died: broke off: a frame of 1073741824 bytes");
  }

  @Test
  void floodOfOutput() {
    assertThat(PluginBench.body(bench.request("for i in range(200000): print('x' * 100)\nreturn 'ok'")))
        .isEqualTo("ok");
    assertThat(bench.printed.size()).isLessThan(10_000);
  }

  @Test
  void endlessLineOfOutput() {
    String code = "import sys\nfor i in range(2000): sys.stdout.write('x' * 10000)\nreturn 'ok'";
    assertThat(PluginBench.body(bench.request(code))).isEqualTo("ok");
    assertThat(bench.printed).allMatch(line -> line.length() <= 2048);
  }

  @Test
  void floodOfLogs() {
    bench.host.logs.clear();
    assertThat(PluginBench.body(bench.request("for i in range(5000): api.info('x', i)\nreturn 'ok'"))).isEqualTo("ok");
    assertThat(bench.host.logs).hasSize(5000).endsWith("INFO x 4999");
  }

  @Test
  void aForkedChildThatLivesOn() {
    String code = "import os\nif os.fork() == 0:\n  import time; time.sleep(600); os._exit(0)\nreturn 'ok'";
    assertThat(PluginBench.body(bench.request(code))).isEqualTo("ok");
  }

  @Test
  void aForkedChildThatReturnsToTheWorker() {
    assertThat(PluginBench.body(bench.request("import os\nreturn 'child' if os.fork() == 0 else 'parent'")))
        .isEqualTo("parent");
  }

  @Test
  void aForkedChildThatHoldsTheLaneOfItsDeadParent() {
    String code =
        """
        import ctypes, os
        if ctypes.CDLL(None).fork() == 0:
          import time; time.sleep(600); os._exit(0)
        os._exit(9)""";
    assertThat(PluginBench.body(bench.request(code))).isEqualTo("died: exit status 9");
  }

  @Test
  void aSubprocessAndAnEndlessLoop() {
    String code = "import subprocess\nsubprocess.Popen(['sleep', '600'])\nsum(range(10**12))";
    assertThat(bench.request(code, SHORT)).isInstanceOf(CallOutcome.TimedOut.class);
  }

  @Test
  void aBackgroundThreadThatLoops() {
    String code =
        """
        import threading
        def f():
          while True: pass
        threading.Thread(target=f, daemon=True).start()
        return 'ok'""";
    assertThat(PluginBench.body(bench.request(code))).isEqualTo("ok");
    bench.request("import os; os._exit(0)"); // the other cases shall not share the processor with it
  }

  @Test
  void replacedSignalHandlers() {
    String code =
        """
        import signal
        signal.signal(signal.SIGINT, signal.SIG_IGN); signal.signal(signal.SIGTERM, signal.SIG_IGN)
        while True: pass""";
    assertThat(bench.request(code, SHORT)).isInstanceOf(CallOutcome.TimedOut.class);
  }

  @Test
  void aTimerThatStrikesBetweenCalls() throws Exception {
    String code =
        """
        import os, signal, threading
        def strike(*_): raise RuntimeError('struck')
        signal.signal(signal.SIGALRM, strike)
        threading.Thread(target=threading.Event().wait).start() # keeps an interpreter from ending by itself
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        return str(os.getpid())""";
    ProcessHandle process = ProcessHandle.of(Long.parseLong(PluginBench.body(bench.request(code)))).orElseThrow();
    process.onExit().get(20, TimeUnit.SECONDS);
  }

  @Test
  void deletingTheWorkersOwnFiles() {
    String code =
        """
        import os, shutil, sys
        shutil.rmtree(os.path.dirname(sys.modules['__main__'].__file__))
        os._exit(1)""";
    assertThat(PluginBench.body(bench.request(code))).isEqualTo("died: exit status 1");
  }

  @Test
  void aRuinedInterpreter() {
    String code = "import builtins\nbuiltins.len = builtins.isinstance = builtins.str = None\nreturn ''";
    assertThat(PluginBench.body(bench.request(code))).startsWith("failed in REPLY: TypeError");
  }

  private static void assertFailedOrDied(CallOutcome outcome) {
    assertThat(outcome).isInstanceOfAny(CallOutcome.Failed.class, CallOutcome.WorkerDied.class);
  }
}
