package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every misbehaviour of a plugin in a running server: the caller gets an answer, and after each one the server takes a
/// write, answers a query and calls the plugin again. The processes are looked at in `ChaosTest` of the plugins module.
///
/// `-Dmillrace.test.python` names another interpreter than the bundled one.
@Tag("slow")
class PluginChaosTest {
  private static final Set<Integer> OK = Set.of(200);
  private static final Set<Integer> FAILED = Set.of(500);
  private static final Set<Integer> LATE = Set.of(504);

  /// What takes the processor a while may come to its time limit first.
  private static final Set<Integer> OK_OR_LATE = Set.of(200, 504);

  private static final Set<Integer> FAILED_OR_LATE = Set.of(500, 504);

  @TempDir
  static Path folder;

  private int writes;

  private record Case(String code, Set<Integer> statuses) {}

  @Test
  void theServerAnswersAWriteAndAQueryAfterEachMisbehaviour() {
    Map<String, String> environment = Optional.ofNullable(System.getProperty("millrace.test.python"))
        .map(python -> Map.of("INFLUXDB3_PYTHON", python))
        .orElse(Map.of());
    try (TestServer server = TestServer.open(
        folder, environment, "--request-plugin-time-limit", "1s", "--plugin-memory-limit", "400mb")) {
      server.plugin("chaos.py", """
          def process_request(influxdb3_local, query_parameters, request_headers, request_body, args=None):
              scope = {"api": influxdb3_local, "result": "ok"}
              exec(request_body.decode(), scope)
              return scope["result"]
          """);
      server.program().run("create", "database", "chaos");
      server.program().run(
          "create", "trigger", "-d", "chaos", "--trigger-spec", "request:chaos", "--path", "chaos.py", "t");
      cases().forEach((name, misbehaviour) -> misbehave(server, name, misbehaviour));
    }
  }

  private void misbehave(TestServer server, String name, Case misbehaviour) {
    TestServer.Answer answer = server.send("POST", "/api/v3/engine/chaos", misbehaviour.code());
    assertThat(answer.status()).as("%s: %s", name, answer.body()).isIn(misbehaviour.statuses());
    writes++;
    assertThat(server.write("chaos", "after n=" + writes + "i " + writes).status()).as(name).isEqualTo(204);
    assertThat(server.sql("chaos", "SELECT count(*) AS c, max(n) AS n FROM after").body())
        .as(name)
        .isEqualTo("[{\"c\":" + writes + ",\"n\":" + writes + "}]");
    assertThat(server.send("POST", "/api/v3/engine/chaos", "result = 'again'").body()).as(name).isEqualTo("again");
  }

  private static Map<String, Case> cases() {
    Map<String, Case> cases = new LinkedHashMap<>();
    cases.put("exception", new Case("raise ValueError('boom')", FAILED));
    cases.put("sys.exit", new Case("import sys; sys.exit(3)", FAILED));
    cases.put("immediate exit", new Case("import os; os._exit(7)", FAILED));
    cases.put("segmentation fault", new Case("import ctypes; ctypes.string_at(0)", FAILED_OR_LATE));
    cases.put("fault handler", new Case("import faulthandler, ctypes; faulthandler.enable(); ctypes.string_at(0)",
        FAILED_OR_LATE));
    cases.put("abort", new Case("import os; os.abort()", FAILED));
    cases.put("endless loop", new Case("while True: pass", LATE));
    cases.put("loop that swallows everything", new Case(
        "while True:\n  try:\n    while True: pass\n  except BaseException: pass", LATE));
    cases.put("native loop", new Case("sum(range(10**12))", LATE));
    cases.put("endless sleep", new Case("import time; time.sleep(1e6)", LATE));
    cases.put("deep native recursion", new Case(
        "import sys\nsys.setrecursionlimit(10**9)\nclass A:\n  def __repr__(self): return repr([self])\nrepr(A())",
        FAILED_OR_LATE));
    cases.put("unbounded recursion", new Case(
        "import sys, resource\nresource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))\n"
            + "sys.setrecursionlimit(10**9)\n"
            + "def r(n): return r(n + 1)\nr(0)", FAILED_OR_LATE));
    cases.put("leak under a limit of its own", new Case(
        "import resource\nresource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))\n"
            + "x = [bytearray(10**7) for _ in range(100)]", FAILED_OR_LATE));
    cases.put("descriptors closed", new Case("import os; os.closerange(0, 256)", FAILED));
    cases.put("garbage on the socket", new Case(
        "import gc, socket\nfor o in gc.get_objects():\n  if isinstance(o, socket.socket): o.sendall(b'\\xff' * 64)",
        FAILED_OR_LATE));
    cases.put("oversized frame", new Case(
        "import gc, socket\nfor o in gc.get_objects():\n"
            + "  if isinstance(o, socket.socket): o.sendall(b'\\x00\\x00\\x00\\x40\\x11')", FAILED_OR_LATE));
    cases.put("flood of output", new Case("for i in range(50000): print('x' * 100)", OK_OR_LATE));
    cases.put("endless line of output", new Case("import sys\nfor i in range(500): sys.stdout.write('x' * 10000)",
        OK_OR_LATE));
    cases.put("flood of logs", new Case("for i in range(1000): api.info('x', i)", OK_OR_LATE));
    cases.put("child that lives on", new Case(
        "import os\nif os.fork() == 0:\n  import time; time.sleep(600); os._exit(0)", OK_OR_LATE));
    cases.put("child that returns to the worker", new Case("import os\nos.fork()", OK_OR_LATE));
    cases.put("child that holds the socket of its dead parent", new Case(
        "import ctypes, os\nif ctypes.CDLL(None).fork() == 0:\n  import time; time.sleep(600); os._exit(0)\nos._exit(9)",
        FAILED));
    cases.put("subprocess and a native loop", new Case(
        "import subprocess\nsubprocess.Popen(['sleep', '600'])\nsum(range(10**12))", LATE));
    cases.put("replaced signal handlers", new Case(
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass", LATE));
    cases.put("background thread that loops", new Case(
        "import threading\ndef f():\n  while True: pass\nthreading.Thread(target=f, daemon=True).start()", OK));
    cases.put("the end of that", new Case("import os; os._exit(0)", FAILED));
    cases.put("worker's own files deleted", new Case(
        "import os, shutil, sys\nshutil.rmtree(os.path.dirname(sys.modules['__main__'].__file__))\nos._exit(1)",
        FAILED));
    cases.put("ruined interpreter", new Case(
        "import builtins\nbuiltins.len = builtins.isinstance = builtins.str = None\nresult = ''", FAILED));
    return cases;
  }
}
