package millrace.plugins.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// No worker outlives its server, however that ends.
class OrphanTest {
  @Test
  @Timeout(60)
  void aKilledServerTakesItsWorkersAlong() throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "-Dmillrace.test.python=" + TestPython.runtime().executable(),
            Server.class.getName());
    Process server = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<ProcessHandle> workers = new ArrayList<>();
    try (BufferedReader lines = server.inputReader()) {
      for (int i = 0; i < 2; i++) {
        workers.add(ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow());
      }
      assertThat(workers).allMatch(ProcessHandle::isAlive);
      server.destroyForcibly();
      for (ProcessHandle worker : workers) {
        CompletableFuture<ProcessHandle> gone = worker.onExit();
        gone.get(20, TimeUnit.SECONDS);
      }
    } finally {
      server.destroyForcibly();
      workers.forEach(ProcessHandle::destroyForcibly);
    }
    assertThat(workers).noneMatch(ProcessHandle::isAlive);
  }

  /// A server with two workers: one idle, one within a native loop that never gives up the interpreter.
  static final class Server {
    private Server() {}

    public static void main(String[] arguments) throws IOException {
      PluginBench bench = new PluginBench();
      PluginWorker idle = bench.open("idle", 1, WorkerLimits.DEFAULT, CacheScope.PRODUCTION);
      String pid = "import os\nreturn str(os.getpid())";
      System.out.println(PluginBench.body(bench.request(pid)));
      System.out.println(PluginBench.body(bench.request(idle, pid, Duration.ZERO)));
      bench.request("sum(range(10**12))", Duration.ZERO);
    }
  }
}
