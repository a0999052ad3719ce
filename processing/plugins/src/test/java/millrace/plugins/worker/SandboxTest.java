package millrace.plugins.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import millrace.base.Clock;
import millrace.base.MillraceException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What a plugin reaches in the sandbox. Needs a kernel with Landlock.
@EnabledOnOs(OS.LINUX)
class SandboxTest {
  @TempDir
  Path folder;

  private final RecordingHost host = new RecordingHost();
  private WorkerSupervisor supervisor;
  private PluginWorker worker;

  @BeforeEach
  void start() throws IOException {
    Path plugins = Files.createDirectory(folder.resolve("plugins"));
    Files.writeString(plugins.resolve("mine.txt"), "plugin data");
    Files.writeString(folder.resolve("secret"), "token");
    Map<String, String> environment = new HashMap<>(Map.of("PATH", "/usr/bin:/bin", "TZ", "UTC"));
    environment.putAll(new Sandbox(List.of(plugins), plugins.resolve(".millrace/scratch")).variables());
    supervisor = new WorkerSupervisor(
        new WorkerSettings(
            TestPython.runtime().executable(), environment, Path.of(System.getProperty("java.io.tmpdir")),
            (_, _, _) -> {}),
        Clock.SYSTEM);
    worker = supervisor.open(new WorkerSpec("db", "t", 2, Map.of(), WorkerLimits.DEFAULT, CacheScope.PRODUCTION));
  }

  @AfterEach
  void stop() {
    supervisor.close();
  }

  @Test
  void filesOfTheServerAreOutOfReach() {
    assertThat(tried("open('" + folder.resolve("secret") + "').read()")).isEqualTo("PermissionError");
    assertThat(tried("open('" + folder.resolve("new") + "', 'w')")).isEqualTo("PermissionError");
    assertThat(tried("os.listdir('" + folder + "')")).isEqualTo("PermissionError");
    assertThat(tried("open('/etc/shadow').read()")).isIn("PermissionError", "FileNotFoundError");
    assertThat(tried("open('/proc/" + ProcessHandle.current().pid() + "/environ').read()")).isEqualTo("PermissionError");
    assertThat(tried("os.symlink('" + folder.resolve("secret") + "', os.environ['TMPDIR'] + '/link') or"
        + " open(os.environ['TMPDIR'] + '/link').read()")).isEqualTo("PermissionError");
  }

  @Test
  void pluginsReadTheirFolderAndWriteTheScratchFolder() {
    String plugins = folder.resolve("plugins").toString();
    assertThat(tried("open('" + plugins + "/mine.txt').read()")).isEqualTo("plugin data");
    assertThat(tried("open('" + plugins + "/mine.txt', 'w')")).isEqualTo("PermissionError");
    assertThat(tried("(lambda f: (f.write('x'), f.seek(0), f.read())[2])(tempfile.TemporaryFile('w+'))")).isEqualTo("x");
  }

  @Test
  void otherProcessesAreOutOfReach() {
    long server = ProcessHandle.current().pid();
    assertThat(tried("os.kill(" + server + ", 0)")).isEqualTo("PermissionError");
    assertThat(tried("ctypes.CDLL(None, use_errno=True).syscall(165, b'x', b'/mnt', b'tmpfs', 0, None)")).isEqualTo("-1");
    assertThat(tried("subprocess.run(['cat', '" + folder.resolve("secret") + "'], capture_output=True).returncode"))
        .isEqualTo("1");
  }

  @Test
  void everythingElseGoesOnAsBefore() {
    host.answering((_, _) -> RecordingHost.rows(List.of("n"), List.of(List.of(7L))));
    assertThat(tried("api.query('SELECT 1')")).isEqualTo("[{'n': 7}]");
    assertThat(tried("__import__('json').dumps({'a': 1})")).isEqualTo("{\"a\": 1}");
    assertThat(tried("__import__('ssl').create_default_context().verify_mode.name")).isEqualTo("CERT_REQUIRED");
    assertThat(tried("socket.socket().connect_ex(('127.0.0.1', 1))")).isNotEqualTo("PermissionError").isNotEqualTo("13");
    assertThat(tried("subprocess.run(['true']).returncode")).isEqualTo("0");
    assertThat(tried("[k for k in os.environ if 'SANDBOX' in k]")).isEqualTo("[]");
    assertThat(tried("1 / 0")).isEqualTo("ZeroDivisionError");
  }

  @Test
  void aPathThatCannotBePassedOnIsNamed() {
    assertThatThrownBy(() -> new Sandbox(List.of(Path.of("/a:b")), folder.resolve("s")).variables())
        .isInstanceOf(MillraceException.class)
        .hasMessage("the plugin sandbox: a path with a colon: /a:b");
  }

  /// The value of an expression, or the name of the exception it raised.
  private String tried(String expression) {
    String code = """
        import os, tempfile, ctypes, subprocess, socket
        def process_request(api, query, headers, body, args):
          try:
            return str(%s)
          except Exception as refused:
            return type(refused).__name__
        """.formatted(expression);
    PluginSource source = new PluginSource.SingleFile("plugin.py", code.hashCode(), code);
    return PluginBench.body(worker.call(new CallRequest(
        "db", PluginBench.emptyRequest(), source, java.util.Optional.empty(), Duration.ofSeconds(30), host)));
  }
}
