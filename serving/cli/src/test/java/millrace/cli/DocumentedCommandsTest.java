package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import millrace.server.config.ServeSettings;
import org.junit.jupiter.api.Test;

/// Every `influxdb3` line in a block of a document names a command there is, with flags it has.
class DocumentedCommandsTest {
  private static final Path TOP = Path.of("..", "..").toAbsolutePath().normalize();
  /// Words of a shell, as far as documents use its language.
  private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\"(?:[^\"\\\\]|\\\\.)*\"|\\\\.|[^\\s'\"\\\\])+");

  private record Line(Path page, int number, String text) {}

  @Test
  void everyCommandOfTheDocumentsParses() throws IOException {
    List<String> wrong = new ArrayList<>();
    List<Line> lines = lines();
    assertThat(lines).as("found command lines").hasSizeGreaterThan(50);
    for (Line line : lines) {
      String fault = fault(words(line.text()));
      if (!fault.isEmpty()) {
        wrong.add(TOP.relativize(line.page()) + ":" + line.number() + ": " + line.text() + "\n    " + fault);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void aWrongLineIsFound() {
    assertThat(fault(words("influxdb3 create databse x"))).contains("unrecognized subcommand");
    assertThat(fault(words("influxdb3 query --databose d 'SELECT 1'"))).contains("--databose");
    assertThat(fault(words("influxdb3 serve --node-idd n"))).contains("--node-idd");
    assertThat(fault(words("sudo ./influxdb3 write -d x 'a b=1' > /dev/null && true"))).isEmpty();
  }

  private static String fault(List<String> words) {
    if (words.isEmpty() || words.getFirst().startsWith("-") || List.of("demo", "help").contains(words.getFirst())) {
      return "";
    }
    if (words.getFirst().equals("serve")) {
      return words.stream().filter(word -> word.startsWith("--")).map(word -> word.replaceFirst("=.*", ""))
          .filter(word -> ServeSettings.ALL.stream().noneMatch(setting -> setting.name().equals(word)))
          .findFirst().map(word -> "serve has no " + word).orElse("");
    }
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Map<String, String> environment = Map.of("INFLUXDB3_DATABASE_NAME", "d");
    try {
      new Main(environment, nowhere, nowhere).parse(words);
      return "";
    } catch (UsageError e) {
      return e.getMessage();
    } catch (Main.HelpWanted e) {
      return "";
    }
  }

  /// What stands behind `influxdb3` up to the end of the command.
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    boolean isCommand = false;
    for (String word : WORD.matcher(line).results().map(match -> match.group()).toList()) {
      if (isCommand && (word.matches("[|&;#].*") || word.matches("[12]?>.*|<.*"))) {
        break;
      }
      if (isCommand) {
        words.add(word.replaceAll("^['\"]|['\"]$", ""));
      }
      isCommand |= word.equals("influxdb3") || word.endsWith("/influxdb3");
    }
    return words;
  }

  private static List<Line> lines() throws IOException {
    List<Line> found = new ArrayList<>();
    for (Path page : pages()) {
      boolean isBlock = false;
      StringBuilder joined = new StringBuilder();
      int number = 0;
      for (String line : Files.readAllLines(page, StandardCharsets.UTF_8)) {
        number++;
        if (line.strip().startsWith("```")) {
          isBlock = !isBlock;
        } else if (isBlock && line.endsWith("\\")) {
          joined.append(line, 0, line.length() - 1).append(' ');
        } else if (isBlock) {
          String text = joined.append(line).toString().strip();
          joined.setLength(0);
          if (text.matches("(\\$ )?(sudo |time )?(\\S*/)?influxdb3 .*") && !text.contains("[COMMAND]")) {
            found.add(new Line(page, number, text));
          }
        }
      }
    }
    return found;
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(TOP.resolve("README.md"), TOP.resolve("CONTRIBUTING.md")));
    try (Stream<Path> docs = Files.walk(TOP.resolve("docs"))) {
      pages.addAll(docs.filter(file -> file.toString().endsWith(".md")).sorted().toList());
    }
    return pages;
  }
}
