package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionTest {
  @TempDir
  Path folder;

  private final Completion completion = new Completion(Commands.all());

  @Test
  void bashCompletesCommandsFlagsAndValues() throws IOException, InterruptedException {
    assertThat(complete("influxdb3", "cr")).containsExactly("create");
    assertThat(complete("influxdb3", "create", "t")).containsExactly("table", "token", "trigger");
    assertThat(complete("influxdb3", "show", "system", "")).contains("summary", "table", "table-list");
    assertThat(complete("influxdb3", "query", "--la")).containsExactly("--language");
    assertThat(complete("influxdb3", "query", "--database", "x", "--language", "")).containsExactly("sql", "influxql");
    assertThat(complete("influxdb3", "query", "-d", "")).isEmpty();
    assertThat(complete("influxdb3", "completion", "")).contains("bash", "fish", "zsh");
    Files.createFile(folder.resolve("lines.lp"));
    assertThat(complete("influxdb3", "write", "--file", "li")).containsExactly("lines.lp");
    assertThat(complete("influxdb3", "import", "li")).containsExactly("lines.lp");
    assertThat(complete("influxdb3", "create", "trigger", "--error-behavior", "r")).containsExactly("retry");
  }

  @ParameterizedTest
  @ValueSource(strings = {"source", "autoload"})
  void zshCompletesWhatIsTypedIntoIt(String how) throws IOException, InterruptedException {
    assumeShell("zsh");
    Path script = Files.writeString(folder.resolve("_influxdb3"), completion.script("zsh"));
    Path driver = folder.resolve("complete.zsh");
    try (InputStream resource = CompletionTest.class.getResourceAsStream("complete.zsh")) {
      Files.copy(resource, driver);
    }
    Files.createFile(folder.resolve("lines.lp"));
    assertThat(run("zsh", "-f", driver.toString(), how, script.toString(),
            "cr", "create tr", "query --la", "query --language inf", "show system table-", "completion z",
            "write --file li", "import li", "create trigger --error-behavior r"))
        .containsExactly(
            "create", "create trigger", "query --language", "query --language influxql", "show system table-list",
            "completion zsh", "write --file lines.lp", "import lines.lp", "create trigger --error-behavior retry");
  }

  @Test
  void fishCompletesCommandsFlagsAndValues() throws IOException, InterruptedException {
    assumeShell("fish");
    Files.createFile(folder.resolve("lines.lp"));
    assertThat(fish("cr")).containsExactly("create");
    assertThat(fish("create t")).containsExactly("table", "token", "trigger");
    assertThat(fish("show system ")).contains("summary", "table", "table-list");
    assertThat(fish("query --la")).containsExactly("--language");
    assertThat(fish("query --database x --language ")).containsExactly("influxql", "sql");
    assertThat(fish("query -d ")).isEmpty();
    assertThat(fish("completion ")).contains("bash", "fish", "zsh");
    assertThat(fish("write --file li")).containsExactly("lines.lp");
    assertThat(fish("import li")).containsExactly("lines.lp");
    assertThat(fish("create trigger --error-behavior r")).containsExactly("retry");
  }

  @Test
  void thereIsNoScriptForOtherShells() {
    assertThatThrownBy(() -> completion.script("tcsh")).isInstanceOf(UsageError.class);
  }

  private List<String> fish(String words) throws IOException, InterruptedException {
    Path script = Files.writeString(folder.resolve("script.fish"), completion.script("fish"));
    return run("fish", "--no-config", "-c", "source " + script + "; complete -C 'influxdb3 " + words + "'").stream()
        .map(line -> line.replaceFirst("\t.*", ""))
        .toList();
  }

  private static void assumeShell(String shell) {
    assumeThat(Stream.of(System.getenv().getOrDefault("PATH", "").split(":")))
        .as("needs %s on the path", shell)
        .anyMatch(part -> Files.isExecutable(Path.of(part, shell)));
  }

  private List<String> complete(String... words) throws IOException, InterruptedException {
    Path script = Files.writeString(folder.resolve("script"), completion.script("bash"));
    StringBuilder run = new StringBuilder("source " + script + "; COMP_WORDS=(");
    for (String word : words) {
      run.append('\'').append(word).append("' ");
    }
    run.append("); COMP_CWORD=").append(words.length - 1).append("; _influxdb3; printf '%s\\n' \"${COMPREPLY[@]}\"");
    return run("bash", "--norc", "-uc", run.toString());
  }

  private List<String> run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("HOME", folder.toString());
    Process process = builder.start();
    process.getOutputStream().close();
    Thread late = Thread.ofVirtual().start(() -> endLate(process));
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    late.interrupt();
    assertThat(process.waitFor()).as(out).isZero();
    return out.lines().filter(line -> !line.isEmpty()).toList();
  }

  private static void endLate(Process process) {
    try {
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException ended) {
      // In time.
    }
  }
}
