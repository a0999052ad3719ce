package millrace.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.base.Clock;
import millrace.base.MillraceException;
import millrace.plugins.worker.CacheScope;
import millrace.plugins.worker.CallHost;
import millrace.plugins.worker.CallOutcome;
import millrace.plugins.worker.CallRequest;
import millrace.plugins.worker.HttpReply;
import millrace.plugins.worker.InstallOutcome;
import millrace.plugins.worker.LogLevel;
import millrace.plugins.worker.PackageMode;
import millrace.plugins.worker.PluginCall;
import millrace.plugins.worker.PluginQuery;
import millrace.plugins.worker.PluginSource;
import millrace.plugins.worker.PluginWorker;
import millrace.plugins.worker.ReplyParts;
import millrace.plugins.worker.ResultRows;
import millrace.plugins.worker.WorkerLimits;
import millrace.plugins.worker.WorkerSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPythonTest {
  private static final WorkerSpec SPEC =
      new WorkerSpec("db", "t", 1, Map.of(), WorkerLimits.DEFAULT, CacheScope.PRODUCTION);

  @TempDir Path folder;

  @Test
  void aPluginRunsInTheEnvironmentOfThePluginDirectory() {
    try (EmbeddedPython embedded = EmbeddedPython.start(options(Optional.empty()), Clock.SYSTEM)) {
      PluginWorker worker = embedded.python().workers().open(SPEC);
      String code =
          """
          import sys, os
          def process_request(api, query, headers, body, args):
            return sys.prefix + ' ' + os.environ['VIRTUAL_ENV'] + ' ' + os.environ['TZ']
          """;
      CallOutcome outcome = worker.call(request(code));
      String venv = folder.resolve("venv").toString();
      assertThat(body(outcome)).isEqualTo(venv + " " + venv + " UTC");
    }
  }

  @Test
  void aHomeThatCannotBeWrittenIsNoObstacle() throws IOException {
    Path file = Files.writeString(folder.resolve("no-folder"), "");
    EmbeddedPython.Options homeless =
        new EmbeddedPython.Options(
            folder,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            PackageMode.DISCOVER,
            file.resolve("cache"),
            false,
            Map.of("PATH", "/usr/bin:/bin"));
    try (EmbeddedPython embedded = EmbeddedPython.start(homeless, Clock.SYSTEM)) {
      PluginWorker worker = embedded.python().workers().open(SPEC);
      String code = "import sys\ndef process_request(a, q, h, b, c): return sys.base_prefix";
      assertThat(body(worker.call(request(code)))).startsWith(folder.resolve(".cache").toString());
    }
  }

  @Test
  void withoutAnInterpreterWorkersAndInstallationsFailWithTheReason() {
    try (EmbeddedPython embedded =
        EmbeddedPython.start(options(Optional.of(folder.resolve("no-python"))), Clock.SYSTEM)) {
      assertThatThrownBy(() -> embedded.python().workers().open(SPEC))
          .isInstanceOf(MillraceException.class)
          .hasMessageStartingWith("no usable Python interpreter: ");
      InstallOutcome outcome = embedded.python().packages().install(List.of("x"));
      assertThat(((InstallOutcome.Failed) outcome).message())
          .startsWith("Processing engine error: error installing python packages: no usable Python interpreter: ");
    }
  }

  private EmbeddedPython.Options options(Optional<Path> python) {
    return new EmbeddedPython.Options(
        folder,
        python,
        Optional.empty(),
        Optional.empty(),
        PackageMode.DISCOVER,
        Path.of("target", "python"),
        false,
        Map.of("PATH", "/usr/bin:/bin"));
  }

  private static CallRequest request(String code) {
    return new CallRequest(
        "db",
        new PluginCall.RequestCall(Map.of(), Map.of(), new byte[0]),
        new PluginSource.SingleFile("p.py", 1, code),
        Optional.empty(),
        Duration.ofSeconds(30),
        new Silent());
  }

  private static String body(CallOutcome outcome) {
    assertThat(outcome).isInstanceOf(CallOutcome.Completed.class);
    return new String(((CallOutcome.Completed) outcome).reply().orElseThrow().body(), StandardCharsets.UTF_8);
  }

  /// A server that has nothing to say.
  private static final class Silent implements CallHost {
    @Override
    public void log(LogLevel level, String text) {}

    @Override
    public ResultRows query(PluginQuery query) {
      throw new IllegalStateException("no queries here");
    }

    @Override
    public void write(String database, String lines, boolean noSync) {}

    @Override
    public ReplyParts beginReply(HttpReply head) {
      throw new IllegalStateException("no streams here");
    }
  }
}
