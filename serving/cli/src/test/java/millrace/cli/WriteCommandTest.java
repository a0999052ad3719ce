package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteCommandTest {
  @TempDir
  Path folder;

  private final WriteServer server = new WriteServer();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aLargeFileIsSentInRequestsThatEndAtLines() throws IOException {
    assertThat(run("m v=1 1\nm v=2 2\nm v=3 3\nm v=4 4", "16")).isZero();
    assertThat(server.bodies()).containsExactly("m v=1 1\nm v=2 2\n", "m v=3 3\nm v=4 4");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("2 request(s)").contains(", 4 lines");
  }

  @Test
  void aNewlineInQuotesEndsNoLine() throws IOException {
    String quoted = "m s=\"a\nb \\\"c\nd\" 1\n";
    assertThat(run("m v=1 1\n" + quoted + "m v=3 3\n", "25")).isZero();
    assertThat(server.bodies()).containsExactly("m v=1 1\n", quoted, "m v=3 3\n");
  }

  @Test
  void aLineBeyondTheLimitGoesAlone() throws IOException {
    assertThat(run("m v=1 1\nmeasurement v=2 2\nm v=3 3\n", "10")).isZero();
    assertThat(server.bodies()).containsExactly("m v=1 1\n", "measurement v=2 2\n", "m v=3 3\n");
    server.bodies().clear();
    // A quote that nobody closes takes no other line along than what fits with it.
    assertThat(run("m s=\"open 1\nm v=2 2\nm v=3 3\n", "10")).isZero();
    assertThat(server.bodies()).containsExactly("m s=\"open 1\n", "m v=2 2\n", "m v=3 3\n");
  }

  private int run(String lines, String limit) throws IOException {
    Path file = Files.writeString(folder.resolve("big.lp"), lines);
    Command command = Commands.all().stream().filter(one -> one.path().equals("write")).findFirst().orElseThrow();
    List<String> words =
        List.of("--database", "d", "--max-concurrent-requests", "1", "--max-request-size", limit, "-f", file.toString());
    Arguments arguments = Arguments.parse(command, new ArrayList<>(words), Map.of());
    return new WriteCommand(server.api(), new PrintStream(err, true, StandardCharsets.UTF_8)).run(arguments);
  }
}
