package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Every command of the documents, run page by page as one shell session: in a folder of its own, against a server of
/// its own, which the page starts or, when it does not, the test. Addresses, home and absolute paths of the documents
/// become those of the folder. `-Dmillrace.page=TEXT` runs the pages with that text in their name.
class DocumentsRunTest {
  private static final Path TOP = Path.of("..", "..").toAbsolutePath().normalize();
  private static final String MARK = "\u001e";

  /// What pages take for granted: files and tables their reader has.
  private static final Map<String, String> BEFORE = Map.of(
      "docs/how-to/apply-a-plugin-to-history.md", """
          printf 'def process_writes(api, batches, args=None):\\n  api.info("seen")\\n' > plugins/rooms.py
          printf 'def process_scheduled_call(api, time, args=None):\\n  api.info("ran")\\n' > plugins/nightly.py
          influxdb3 write -q -d home 'rooms,room=kitchen temp=21.5 1767300000000000000'
          influxdb3 create trigger -d home --trigger-spec every:10h --path nightly.py nightly
          """,
      "docs/how-to/back-up-and-restore.md", "influxdb3 write -q -d home 'home,room=kitchen temp=21.5'\n",
      "docs/how-to/import-and-export.md", """
          echo 'home,room=kitchen temp=21.5 1767300000000000000' > 2025.lp
          echo 'home,room=kitchen temp=22.5 1767400000000000000' | gzip > 2026.lp.gz
          printf 'when,room,floor,temp\\n2026-01-01T00:00:00Z,kitchen,1,21.5\\n' > rooms.csv
          influxdb3 write -q -d before 'home,room=kitchen temp=21.5 1767300000000000000'
          influxdb3 export -q -d before -t home --format parquet -o home.parquet
          """,
      "docs/how-to/inspect-and-repair.md", """
          influxdb3 write -q -d db 'home,room=kitchen temp=21.5 1'
          until [ -n "$(find data -name '*.parquet')" ]; do sleep 0.1; done
          kill $server
          wait $server || true
          server=
          """,
      "docs/how-to/move-from-influxdb.md", """
          echo 'cpu,host=b usage=0.25 1767300000000000000' | gzip > export.lp.gz
          influxdb3 write -q -d before 'home,room=kitchen temp=21.5 1767300000000000000'
          influxdb3 export -q -d before -t home --format parquet -o home-1.parquet
          cp home-1.parquet home-2.parquet
          """,
      "docs/reference/influxql.md", "influxdb3 write -q -d sensors 'home,room=kitchen temp=21.5'\n",
      "docs/reference/sql.md", "influxdb3 write -q -d sensors 'home,room=kitchen temp=21.5'\n");

  /// Where the name of a thing is of the server's choosing.
  private static final Map<String, String> CHOSEN = Map.of(
      "n1/dbs/1/3/1969-12-29/00-00/0000000001.parquet", "$(cd data && find n1 -name '*.parquet' | head -n 1)",
      "--backup 20261121T153440.002405373Z", "--backup $(ls \"$PWD\"/backups/backups | head -n 1 | sed 's/.json//')",
      "--id 7", "--id 7 || true");

  /// What the reader does before a command, as the text around it says.
  private static final Map<String, String> EARLIER = Map.of(
      "influxdb3 restore --from /backups --database home", "echo yes | influxdb3 delete database home > /dev/null\n");

  @TempDir
  static Path folder;

  private record Page(String name, DocumentedCommands commands) {}

  @TestFactory
  Stream<DynamicTest> everyPageRuns() throws IOException {
    String only = System.getProperty("millrace.page", "");
    return pages().stream().filter(page -> page.name.contains(only)).filter(page -> page.commands.steps().stream().anyMatch(DocumentedCommands.Step.Command.class::isInstance))
        .map(page -> DynamicTest.dynamicTest(page.name, () -> run(page)));
  }

  @Test
  void mostCommandsAreRun() throws IOException {
    List<Page> pages = pages();
    long run = pages.stream().flatMap(page -> page.commands.steps().stream())
        .filter(DocumentedCommands.Step.Command.class::isInstance).count();
    int notRun = pages.stream().mapToInt(page -> page.commands.notRun()).sum();
    assertThat(run).isGreaterThan(50);
    assertThat(notRun).as("commands that no test runs").isLessThan((int) run);
  }

  private static List<Page> pages() throws IOException {
    List<Page> pages = new ArrayList<>();
    pages.add(new Page("README.md", DocumentedCommands.of(TOP.resolve("README.md"))));
    for (String kind : List.of("tutorial", "how-to", "reference")) {
      try (Stream<Path> files = Files.list(TOP.resolve("docs").resolve(kind))) {
        for (Path file : files.filter(name -> name.toString().endsWith(".md")).sorted().toList()) {
          pages.add(new Page(TOP.relativize(file).toString(), DocumentedCommands.of(file)));
        }
      }
    }
    return pages;
  }

  private static void run(Page page) throws IOException, InterruptedException {
    Path home = Files.createDirectories(folder.resolve(page.name.replaceAll("\\W+", "-")));
    for (String name : List.of("plugins", "bin", "backups", ".plugins")) {
      Files.createDirectories(home.resolve(name));
    }
    Files.createSymbolicLink(home.resolve("bin/influxdb3"), TOP.resolve("influxdb3"));
    Files.createSymbolicLink(home.resolve("influxdb3"), TOP.resolve("influxdb3"));
    Files.writeString(home.resolve("script"), script(page));
    Path out = home.resolve("out");
    ProcessBuilder builder = new ProcessBuilder("bash", "script").directory(home.toFile())
        .redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("INFLUXDB3_"));
    builder.environment().put("HOME", home.toString());
    builder.environment().merge("PATH", home.resolve("bin").toString(), (before, bin) -> bin + ":" + before);
    Process process = builder.start();
    process.getOutputStream().close();
    boolean isOver = process.waitFor(5, TimeUnit.MINUTES);
    process.descendants().forEach(ProcessHandle::destroy);
    String text = Files.readString(out, StandardCharsets.UTF_8);
    assertThat(isOver && process.exitValue() == 0).as("%s stopped at:\n%s", page.name, text).isTrue();
    compare(page, text.split(MARK));
  }

  /// The page as a script. Before the output of each command stands the mark with the command's number.
  private static String script(Page page) {
    StringBuilder script = new StringBuilder("""
        set -eu -o pipefail
        server=
        trap '[ -z "$server" ] || kill $server' EXIT
        curl() { command curl --fail-with-body -sS "$@"; }
        serve() {
          [ -z "$server" ] || { kill $server; wait $server || true; }
          rm -f address
          influxdb3 serve "$@" --http-bind 127.0.0.1:0 --tcp-listener-file-path "$PWD/address" > server-log 2>&1 &
          server=$!
          until [ -s address ]; do kill -0 $server; sleep 0.1; done
          export INFLUXDB3_HOST_URL=http://$(cat address)
        }
        """);
    boolean startsServer = page.commands.steps().stream()
        .anyMatch(step -> step instanceof DocumentedCommands.Step.Command(int _, String text) && text.contains("influxdb3 serve"));
    if (!startsServer) {
      script.append("""
          serve --node-id n1 --object-store file --data-dir data --plugin-dir plugins --wal-flush-interval 100ms \
          --wal-snapshot-size 1
          influxdb3 create token --admin > token
          export INFLUXDB3_AUTH_TOKEN=$(grep -o 'apiv3_[A-Za-z0-9_-]*' token | head -n 1)
          export TOKEN=$INFLUXDB3_AUTH_TOKEN
          """);
    }
    script.append(BEFORE.getOrDefault(page.name, ""));
    int number = 0;
    for (DocumentedCommands.Step step : page.commands.steps()) {
      switch (step) {
        case DocumentedCommands.Step.Command(int line, String text) -> {
          script.append(EARLIER.getOrDefault(text, ""));
          command(script, number++, line, here(text));
        }
        case DocumentedCommands.Step.Saved(String path, String content) ->
          script.append("cat > ").append(path).append(" <<'END OF FILE'\n").append(content).append("END OF FILE\n");
        case DocumentedCommands.Step.Output _ -> {
          // Compared afterwards.
        }
      }
    }
    return script.toString();
  }

  private static void command(StringBuilder script, int number, int line, String text) {
    script.append("printf '").append(MARK).append("line %s\\n' ").append(line).append('\n');
    if (text.startsWith("export ")) {
      script.append(text).append('\n');
    } else if (text.contains("influxdb3 serve ")) {
      script.append("serve ").append(text.replaceFirst(".*influxdb3 serve ", "").replaceAll("--http-bind \\S+", "")).append('\n');
    } else if (text.startsWith("influxdb3 query ")) {
      // What a trigger writes is there a moment later.
      script.append("for again in 1 2 3 4 5 6 7 8 9 10; do ").append(text)
          .append(" > last 2>&1 && break; done || true\ncat last\n").append(text).append(" > /dev/null\n");
    } else if (text.startsWith("influxdb3 delete ")) {
      script.append("echo yes | ").append(text).append('\n');
    } else {
      script.append("{ ").append(text).append("\n} 2>&1 | tee last\n");
    }
  }

  /// The text with places of this machine.
  private static String here(String text) {
    String here = text.replace("./influxdb3 ", "influxdb3 ")
        .replace("http://127.0.0.1:8181", "$INFLUXDB3_HOST_URL")
        .replace("http://127.0.0.1:8182", "http://$(cat recovery)")
        .replaceFirst("--admin-token-recovery-http-bind$",
            "--admin-token-recovery-http-bind 127.0.0.1:0 --admin-token-recovery-tcp-listener-file-path \\$PWD/recovery")
        .replace(" /backups", " \"$PWD/backups\"")
        .replace("/var/lib/millrace/", "$PWD/")
        .replace("apiv3_…", "$(grep -o 'apiv3_[A-Za-z0-9_-]*' last | head -n 1)");
    for (Map.Entry<String, String> chosen : CHOSEN.entrySet()) {
      here = here.replace(chosen.getKey(), chosen.getValue());
    }
    return here;
  }

  /// What a page shows was printed, but for numbers, times and the width of columns.
  private static void compare(Page page, String[] outputs) {
    int at = 0;
    for (DocumentedCommands.Step step : page.commands.steps()) {
      switch (step) {
        case DocumentedCommands.Step.Command _ -> at++;
        case DocumentedCommands.Step.Output(int line, String text) ->
          assertThat(loosely(outputs[at])).as("%s:%d", page.name, line).containsSubsequence(loosely(text));
        case DocumentedCommands.Step.Saved _ -> {
          // Nothing is printed.
        }
      }
    }
  }

  private static List<String> loosely(String text) {
    return Arrays.stream(text.split("\n")).map(line -> line.replaceAll("[0-9][0-9TZ.:]*", "0").replaceAll("[-+ ]+", " ").strip())
        .filter(line -> !line.isEmpty()).toList();
  }
}
