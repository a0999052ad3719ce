package millrace.plugins.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Processes that nobody needs end, those that somebody misses do not, and one waits for whoever comes.
@Timeout(60)
class WorkerRestTest {
  private static final String PID = "import os\nreturn str(os.getpid())";
  private static final WorkerLimits AT_ONCE = new WorkerLimits(0, Duration.ofSeconds(5)).withIdle(Duration.ofMillis(1));

  @TempDir Path folder;

  @Test
  void anIdleProcessEndsAndTheNextCallHasAnother() throws Exception {
    try (PluginBench bench = new PluginBench(1, AT_ONCE)) {
      String first = PluginBench.body(bench.request(PID));
      ProcessHandle.of(Long.parseLong(first)).map(ProcessHandle::onExit).ifPresent(gone -> {
        assertThat(gone.orTimeout(30, TimeUnit.SECONDS).join()).isNotNull();
      });
      assertThat(PluginBench.body(bench.request(PID))).matches("[0-9]+").isNotEqualTo(first);
    }
  }

  @Test
  void whatAPluginKeepsKeepsItsProcess() throws IOException {
    try (PluginBench bench = new PluginBench()) {
      assertThat(keepsNothing(bench, "return ''")).isTrue();
      assertThat(keepsNothing(bench, "api.cache.put('k', 1)\nreturn ''")).isFalse();
      assertThat(keepsNothing(bench, "api.cache.delete('k')\nreturn ''")).isTrue();
      String thread = "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\nreturn ''";
      assertThat(keepsNothing(bench, thread)).isFalse();
    }
    try (PluginBench bench = new PluginBench()) {
      String child = "import subprocess\nsubprocess.Popen(['sleep', '60'])\nreturn ''";
      assertThat(keepsNothing(bench, child)).isFalse();
    }
  }

  @Test
  void anImportedPackageKeepsItsProcess() throws IOException {
    Path plugin = Files.createDirectories(folder.resolve("pack"));
    Files.writeString(plugin.resolve("__init__.py"), "def process_request(api, q, h, b, args): return ''\n");
    try (PluginBench bench = new PluginBench()) {
      PluginSource source = new PluginSource.Directory(plugin, 1);
      bench.worker.call(new CallRequest(
          "db", PluginBench.emptyRequest(), source, Optional.empty(), PluginBench.NO_LIMIT, bench.host));
      assertThat(process(bench.worker).keepsNothing()).isFalse();
    }
  }

  @Test
  void aNewTriggerGetsTheSpareProcessAndItsOwnName() throws Exception {
    try (PluginBench bench = new PluginBench()) {
      bench.request(PID);
      long spare = awaitSpare(bench).pid();
      PluginWorker next = bench.open("next", 1, WorkerLimits.DEFAULT, CacheScope.PRODUCTION);
      assertThat(PluginBench.body(bench.request(next, PID, Duration.ZERO))).isEqualTo(Long.toString(spare));
    }
  }

  @Test
  void aRunDefersNoMoreThanItMay() {
    try (PluginBench bench = new PluginBench(1, new WorkerLimits(0, Duration.ofSeconds(5)).withOutputBytes(1000))) {
      String few = "for i in range(9): api.write(LineBuilder('m' * 90).int64_field('f', 1))\nreturn 'fits'";
      assertThat(PluginBench.body(bench.request(few))).isEqualTo("fits");
      assertThat(PluginBench.body(bench.request(few.replace("range(9)", "range(11)"))))
          .isEqualTo("failed in RUN: MemoryError: deferred writes of one run exceed 1000 bytes; use write_sync for more");
      assertThat(PluginBench.body(bench.request("import os\nreturn str('MILLRACE_OUTPUT_LIMIT' in os.environ)")))
          .isEqualTo("False");
    }
  }

  private static boolean keepsNothing(PluginBench bench, String body) throws IOException {
    assertThat(PluginBench.body(bench.request(body))).isEmpty();
    return process(bench.worker).keepsNothing();
  }

  private static WorkerProcess process(PluginWorker worker) {
    return ((SupervisedWorker) worker).process().orElseThrow();
  }

  /// The spare is started after the first process.
  private static WorkerProcess awaitSpare(PluginBench bench) {
    while (true) {
      Optional<WorkerProcess> found = bench.supervisor.spare();
      if (found.isPresent()) {
        return found.get();
      }
      Thread.onSpinWait();
    }
  }
}
