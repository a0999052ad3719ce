package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The `influx` shell of InfluxDB 1.x, where one is: named by `MILLRACE_INFLUX`, or on the path.
class InfluxShellTest {
  @TempDir
  static Path folder;

  private static Path shell;
  private static TestServer server;

  @BeforeAll
  static void start() {
    Optional<Path> found = Stream.concat(
            Stream.ofNullable(System.getenv("MILLRACE_INFLUX")).map(Path::of),
            Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":")).map(part -> Path.of(part, "influx")))
        .filter(Files::isExecutable).findFirst();
    assumeThat(found).as("needs the shell of InfluxDB 1.x: set MILLRACE_INFLUX to it").isPresent();
    shell = found.orElseThrow();
    server = TestServer.withTokens(folder);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void itMakesWritesAndReads() throws Exception {
    assertThat(run("-execute", "CREATE DATABASE shell")).isEmpty();
    assertThat(run("-database", "shell", "-execute", "INSERT cpu,host=a v=1,s=\"x y\" 1641024000000000000")).isEmpty();
    assertThat(run("-database", "shell", "-precision", "rfc3339", "-execute", "SELECT * FROM cpu")).isEqualTo("""
        name: cpu
        time                 host s   v
        ----                 ---- -   -
        2022-01-01T08:00:00Z a    x y 1
        """);
    assertThat(run("-database", "shell", "-format", "csv", "-execute", "SELECT max(v) FROM cpu GROUP BY host"))
        .isEqualTo("name,tags,time,max\ncpu,host=a,1641024000000000000,1\n");
    assertThat(run("-database", "shell", "-format", "json", "-execute", "SHOW SERIES; SHOW TAG VALUES WITH KEY = host"))
        .isEqualTo("{\"results\":[{\"series\":[{\"columns\":[\"key\"],\"values\":[[\"cpu,host=a\"]]}]},"
            + "{\"series\":[{\"name\":\"cpu\",\"columns\":[\"key\",\"value\"],\"values\":[[\"host\",\"a\"]]}]}]}\n");
    assertThat(run("-execute", "SHOW RETENTION POLICIES ON shell")).contains("autogen 0s");
  }

  @Test
  void itImportsAnExportOfVersionOne() throws Exception {
    Path file = Files.writeString(folder.resolve("export"), """
        # DDL
        CREATE DATABASE imported WITH NAME autogen

        # DML
        # CONTEXT-DATABASE: imported
        # CONTEXT-RETENTION-POLICY: autogen
        m,t=a v=1 1641024000000000000
        m,t=b v=2 1641024001000000000
        """);
    assertThat(run("-import", "-path", file.toString())).contains("Processed 2 inserts", "Failed 0 inserts");
    assertThat(run("-database", "imported", "-format", "csv", "-execute", "SELECT count(v) FROM m"))
        .isEqualTo("name,time,count\nm,0,2\n");
  }

  @Test
  void mistakesAreNamed() throws Exception {
    assertThat(run("-execute", "SELEC")).contains("error parsing query: found SELEC");
    assertThat(run("-database", "nowhere", "-execute", "SELECT v FROM m")).contains("database not found: nowhere");
    assertThat(run("-password", "wrong", "-execute", "SHOW DATABASES")).contains("the request was not authenticated");
  }

  /// Runs the shell and gives all it says.
  private static String run(String... arguments) throws IOException, InterruptedException {
    String[] address = server.url().substring("http://".length()).split(":");
    List<String> command = new ArrayList<>(List.of(
        shell.toString(), "-host", address[0], "-port", address[1], "-username", "anybody", "-password", server.token()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).directory(folder.toFile()).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return out;
  }
}
