package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void otherShellsGetAScriptWithEveryCommand() {
    assertThat(completion.script("zsh")).startsWith("#compdef influxdb3").contains("bashcompinit");
    assertThat(completion.script("fish"))
        .contains("complete -c influxdb3 -n \"__influxdb3_at 'create' 1\" -a database")
        .contains("-l language -s l -x -a 'sql influxql'");
    assertThatThrownBy(() -> completion.script("tcsh")).isInstanceOf(UsageError.class);
  }

  private List<String> complete(String... words) throws IOException, InterruptedException {
    Path script = Files.writeString(folder.resolve("script"), completion.script("bash"));
    StringBuilder run = new StringBuilder("source " + script + "; COMP_WORDS=(");
    for (String word : words) {
      run.append('\'').append(word).append("' ");
    }
    run.append("); COMP_CWORD=").append(words.length - 1).append("; _influxdb3; printf '%s\\n' \"${COMPREPLY[@]}\"");
    Process bash = new ProcessBuilder("bash", "--norc", "-uc", run.toString()).directory(folder.toFile())
        .redirectErrorStream(true).start();
    String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(out).isZero();
    return out.lines().filter(line -> !line.isEmpty()).toList();
  }
}
