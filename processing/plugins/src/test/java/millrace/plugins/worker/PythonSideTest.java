package millrace.plugins.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import millrace.plugins.PluginKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The worker package's own tests, run with the interpreter that runs plugins.
class PythonSideTest {
  private static final Path PACKAGE = Path.of("..", "python").toAbsolutePath().normalize();

  @Test
  void thePackagesOwnTestsPass() {
    String python = TestPython.runtime().executable().toString();
    CommandRun run =
        CommandRun.of(
            List.of(
                python, "-B", "-m", "unittest", "discover", "-s", PACKAGE.resolve("tests").toString(), "-t",
                PACKAGE.toString()),
            Map.of("PYTHONPATH", "", "PYTHONHASHSEED", "random"),
            Duration.ofMinutes(2));
    assertThat(run.succeeded()).as(run.output()).isTrue();
    assertThat(run.output()).containsPattern("Ran [1-9][0-9]+ tests");
  }

  @Test
  void theKitOfPluginAuthorsRunsAPluginByItself(@TempDir Path folder) throws IOException {
    PluginKit.writeTo(folder);
    Path plugin = Files.writeString(folder.resolve("double.py"),
        """
        def process_request(influxdb3_local, query, headers, body, args=None):
          return str(2 * int(query["n"]))
        """);
    Path test = Files.writeString(folder.resolve("test_double.py"),
        """
        from influxdb3_plugin_kit.testing import PluginUnderTest
        print(PluginUnderTest("%s").process_request({"n": "21"}).text)
        """.formatted(plugin));
    CommandRun run = CommandRun.of(
        List.of(TestPython.runtime().executable().toString(), "-B", test.toString()), Map.of(), Duration.ofMinutes(1));
    assertThat(run.succeeded()).as(run.output()).isTrue();
    assertThat(run.output()).isEqualTo("42\n");
  }

  @Test
  void everyFileOfThePackageTravels() throws IOException {
    try (Stream<Path> files = Files.list(PACKAGE.resolve("millrace_worker"))) {
      List<String> sources =
          files
              .map(file -> "millrace_worker/" + file.getFileName())
              .filter(name -> name.endsWith(".py"))
              .toList();
      assertThat(WorkerFiles.NAMES).containsAll(sources).contains("worker.py").hasSize(sources.size() + 1);
    }
  }
}
