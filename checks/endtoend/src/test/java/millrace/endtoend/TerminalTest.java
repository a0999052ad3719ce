package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `influxdb3 query` on a terminal, driven key by key.
class TerminalTest {
  private static final String TAB = "\t";
  /// As terminals send it to a program that has asked for application keys.
  private static final String UP = "\u001bOA";
  private static final String CONTROL_C = "\u0003";
  private static final String CONTROL_D = "\u0004";

  @TempDir
  static Path folder;

  private static TestServer server;

  @BeforeAll
  static void start() {
    boolean hasPython = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(part -> Files.isExecutable(Path.of(part, "python3")));
    assumeThat(hasPython).as("needs python3 on the path, which makes the terminal").isTrue();
    server = TestServer.withTokens(folder);
    server.write("sensors", "home,room=kitchen temperature=21.5 1700000000000000000");
    server.write("other", "m v=1 1");
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void aSessionAnswersCompletesAndRemembers() throws Exception {
    try (Session session = new Session("first")) {
      session.await("Statements end with ;").await("sensors> ");
      session.type("SELECT room, temperature\r").await("       > ");
      session.type("FROM home;\r").await("| kitchen | 21.5        |").await("sensors> ");
      session.type("SELECT tempe" + TAB).await("temperature");
      session.type("FROM ho" + TAB).await("home").type(";\r").await("| 21.5        |").await("sensors> ");
      session.type("SELECT wrong FROM home;\r").await("No field named wrong").await("sensors> ");
      session.type("half a stat" + CONTROL_C).await("sensors> ");
      session.type("\\d home\r").await("| temperature | Float64").await("sensors> ");
      session.type("\\d\r").await("| home ").await("sensors> ");
      session.type("\\l\r").await("| other ").await("sensors> ");
      session.type("\\timing\r").await("timing is on").await("sensors> ");
      session.type("\\influxql\r").await("sensors> ");
      session.type("\\format csv\r").await("sensors> ");
      session.type("SELECT max(temperature) FROM home;\r").await("home,").await("21.5").await(" ms").await("sensors> ");
      session.type("\\use other\r").await("other> ");
      session.type("\\nonsense\r").await("unknown command \\nonsense").await("other> ");
      session.type("\\q\r");
      assertThat(session.status()).isZero();
    }
    try (Session session = new Session("first")) {
      session.await("sensors> ").type(UP).await("\\q").type(UP).await("nonsense");
      session.type(CONTROL_C).await("sensors> ").type(CONTROL_D);
      assertThat(session.status()).isZero();
    }
    assertThat(Files.getPosixFilePermissions(folder.resolve("first/influxdb3/history"))).hasSize(2);
  }

  /// Where the query comes from a pipe as well: only the output is the terminal then.
  @Test
  void parquetIsNotShownOnATerminal() throws Exception {
    String[] words = {"query", "--database", "sensors", "--format", "parquet", "SELECT room FROM home"};
    ProcessBuilder given = server.program().builder(words);
    ProcessBuilder piped = server.program().builder();
    piped.command(List.of(
        "sh", "-c", "echo 'SELECT room FROM home' | \"$0\" query --database sensors --format parquet", Program.LAUNCHER.toString()));
    for (ProcessBuilder program : List.of(given, piped)) {
      try (Session session = new Session("parquet", program)) {
        session.await("cannot write parquet to a terminal, use `--output <file>` or pipe the output");
        assertThat(session.everything.toString()).doesNotContain("PAR1");
        assertThat(session.status()).isEqualTo(1);
      }
    }
    Path file = folder.resolve("room.parquet");
    assertThat(server.program().run("query", "--database", "sensors", "--format", "parquet", "--output", file.toString(),
        "SELECT room FROM home").status()).isZero();
    assertThat(Files.readAllBytes(file)).startsWith('P', 'A', 'R', '1').endsWith('P', 'A', 'R', '1');
  }

  /// Whatever it answered late would be taken for typed text.
  @Test
  void theTerminalIsAskedNothing() throws Exception {
    try (Session session = new Session("quiet")) {
      session.await("sensors> ").type("SELECT room FROM home;\r").await("kitchen").await("sensors> ").type(CONTROL_D);
      assertThat(session.status()).isZero();
      assertThat(session.everything.toString())
          .as("requests for attributes, modes and the place of the cursor")
          .doesNotContainPattern("\u001b\\[[>=?]?[0-9;]*(c|n|\\$p)");
    }
  }

  /// A terminal with the shell on it.
  private static final class Session implements Closeable {
    private final Process process;
    private final InputStream shown;
    private final StringBuilder unread = new StringBuilder();
    private final StringBuilder everything = new StringBuilder();
    private final byte[] buffer = new byte[4096];

    /// @param state name of the folder in which the history is kept
    Session(String state) throws IOException {
      this(state, server.program().builder("query", "--database", "sensors"));
    }

    Session(String state, ProcessBuilder program) throws IOException {
      List<String> command = new ArrayList<>(
          List.of("python3", Path.of("src", "test", "resources", "terminal.py").toAbsolutePath().toString()));
      command.addAll(program.command());
      program.command(command);
      program.environment().put("TERM", "xterm");
      program.environment().put("XDG_STATE_HOME", folder.resolve(state).toString());
      process = program.redirectError(folder.resolve("terminal-errors").toFile()).start();
      shown = process.getInputStream();
    }

    Session type(String keys) throws IOException {
      process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
      return this;
    }

    /// Reads on until a text is shown; what stands before it is forgotten. Colours and moves of the cursor do not count.
    Session await(String text) throws IOException {
      CompletableFuture<Void> late =
          CompletableFuture.runAsync(this::end, CompletableFuture.delayedExecutor(1, TimeUnit.MINUTES));
      try {
        int at = unread.indexOf(text);
        while (at < 0) {
          int count = shown.read(buffer);
          assertThat(count).as("waiting for '%s', shown is:\n%s", text, unread).isPositive();
          String arrived = new String(buffer, 0, count, StandardCharsets.UTF_8);
          everything.append(arrived);
          unread.append(arrived);
          String plain = unread.toString().replaceAll("\u001b\\[[0-9;?]*[a-zA-Z]|\u001b[=>]|\u0007", "");
          unread.setLength(0);
          unread.append(plain);
          at = unread.indexOf(text);
        }
        unread.delete(0, at + text.length());
        return this;
      } finally {
        late.cancel(false);
      }
    }

    private void end() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }

    int status() throws InterruptedException {
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      return process.exitValue();
    }

    @Override
    public void close() {
      end();
    }
  }
}
