package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that answers as a test says.
class ExportCommandTest {
  private static final String COLUMNS = """
      [{"table_name":"m","column_name":"time","data_type":"Timestamp(ns)"},
      {"table_name":"m","column_name":"v","data_type":"Int64"}]""";
  private static final String SPAN = "[{\"first\":\"2026-01-01T12:00:00\",\"last\":\"2026-01-04T12:00:00\"}]";

  @TempDir
  Path folder;

  private final WriteServer server = new WriteServer();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aBreakGoesOnBehindTheLastWholeSlice() throws IOException {
    server.next(200, COLUMNS);
    server.next(200, SPAN);
    server.next(200, "time,v\n2026-01-01T12:00:00,1\n");
    server.next(500, "stop");
    Path file = folder.resolve("m.csv");
    assertThatThrownBy(() -> run("-t", "m", "--format", "csv", "-o", file.toString())).hasMessageContaining("stop");
    assertThat(file).doesNotExist();
    // What came behind the slice does not count.
    Files.writeString(folder.resolve("m.csv.part"), "2026-01-0", java.nio.file.StandardOpenOption.APPEND);
    server.bodies().clear();
    // Meanwhile there is a column more.
    server.next(200, COLUMNS.replace("]", ",{\"table_name\":\"m\",\"column_name\":\"w\",\"data_type\":\"Int64\"}]"));
    server.next(200, "time,v\n2026-01-02T12:00:00,2\n");
    server.next(200, "");
    assertThat(run("-t", "m", "--format", "csv", "-o", file.toString())).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("going on with table m at 2026-01-02T00:00:00Z");
    assertThat(server.bodies()).hasSize(3);
    assertThat(server.bodies().get(1)).contains("SELECT \\\"time\\\", \\\"v\\\" FROM")
        .contains("time >= '2026-01-02T00:00:00Z' AND time <= '2026-01-02T23:59:59.999999999Z'");
    assertThat(server.bodies().get(2)).contains("time >= '2026-01-03T00:00:00Z' AND time <= '2026-01-04T12:00:00Z'");
    assertThat(file).hasContent("time,v\n2026-01-01T12:00:00,1\n2026-01-02T12:00:00,2\n");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void slicesOfAGzippedFileAreMembersOfIt() throws IOException {
    server.next(200, COLUMNS);
    server.next(200, SPAN);
    server.next(200, "{\"time\":\"2026-01-01T12:00:00\",\"v\":1}\n");
    server.next(200, "{\"time\":\"2026-01-02T12:00:00\",\"v\":2}\n");
    Path file = folder.resolve("m.lp.gz");
    assertThat(run("-o", file.toString())).isZero();
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("m v=1i 1767268800000000000\nm v=2i 1767355200000000000\n");
    }
  }

  @Test
  void tablesThatAreWholeAreNotExportedAgain() throws IOException {
    String both = COLUMNS.replace("]", "," + COLUMNS.replace("\"m\"", "\"n\"").substring(1));
    server.next(200, both);
    server.next(200, "[{}]");
    server.next(200, SPAN);
    server.next(500, "stop");
    assertThatThrownBy(() -> run("--format", "jsonl", "-o", folder.resolve("all").toString())).hasMessageContaining("stop");
    assertThat(folder.resolve("all/m.jsonl")).isEmptyFile();
    server.bodies().clear();
    server.next(200, both);
    server.next(200, "[{}]");
    assertThat(run("--format", "jsonl", "-o", folder.resolve("all").toString())).isZero();
    assertThat(server.bodies()).hasSize(2);
    assertThat(folder.resolve("all/n.jsonl")).isEmptyFile();
  }

  @Test
  void anotherExportIsNotGoneOnWith() {
    server.next(200, COLUMNS);
    server.next(200, SPAN);
    server.next(200, "{\"v\":1}\n");
    server.next(500, "stop");
    String file = folder.resolve("m.jsonl").toString();
    assertThatThrownBy(() -> run("-t", "m", "--format", "jsonl", "-o", file)).hasMessageContaining("stop");
    server.next(200, COLUMNS);
    assertThatThrownBy(() -> run("-t", "m", "--format", "csv", "-o", file)).hasMessageContaining("the state of another export");
    server.next(200, COLUMNS);
    server.next(200, "[{}]");
    assertThat(run("-t", "m", "--format", "csv", "--restart", "-o", file)).isZero();
  }

  private int run(String... words) {
    Command command = Commands.all().stream().filter(one -> one.path().equals("export")).findFirst().orElseThrow();
    List<String> all = new ArrayList<>(List.of("--database", "d"));
    all.addAll(List.of(words));
    return new ExportCommand(server.api(), new PrintStream(out), new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(Arguments.parse(command, all, Map.of()));
  }
}
