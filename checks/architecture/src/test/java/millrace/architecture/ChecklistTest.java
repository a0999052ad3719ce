package millrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The tables in `checklists/` say which test asserts which line of a specification's checklist. A table has each line
/// once; the evidence it names is there; a line without any says why. Evidence is a test, `Class#method`; a recorded answer,
/// `corpus:category/case`, of a category whose passes are counted; or `text:FILE.test`, a file of tests that has in it what
/// the line says behind.
class ChecklistTest {
  private static final Path TOP = Path.of("").toAbsolutePath().getParent().getParent();
  private static final Map<String, String> TESTS = tests();
  private static final String RECORDED = recorded();

  /// @param tests evidence; empty for a line nothing asserts
  /// @param remark may be empty where there are tests
  private record Line(int number, List<String> tests, String remark) {}

  @Test
  void influxQlHasEachLineOnceWithTestsThatExist() throws IOException {
    List<Line> lines = check("influxql.txt", 394);
    assertThat(lines.stream().filter(line -> line.tests().isEmpty()).count()).isLessThanOrEqualTo(17);
  }

  @Test
  void theProcessingEngineHasEachLineOnceWithTestsThatExist() throws IOException {
    check("processing-engine.txt", 298);
  }

  @Test
  void theServerHasEachLineOnceWithTestsThatExist() throws IOException {
    check("server-and-cli.txt", 288);
  }

  private static List<Line> check(String name, int lines) throws IOException {
    Path table = Path.of("src/test/resources/checklists").resolve(name);
    List<Line> found = new ArrayList<>();
    for (String line : Files.readAllLines(table, StandardCharsets.UTF_8)) {
      if (!line.startsWith("#") && !line.isBlank()) {
        found.add(read(line));
      }
    }
    assertThat(found).extracting(Line::number)
        .as("lines of the checklist, each once, in order")
        .isEqualTo(IntStream.rangeClosed(1, lines).boxed().toList());
    assertThat(found).as("a line without a test says why")
        .allMatch(line -> !line.tests().isEmpty() || !line.remark().isBlank());
    List<String> gone = found.stream()
        .flatMap(line -> line.tests().stream().filter(test -> !exists(test, line.remark())).map(test -> line.number() + " " + test))
        .toList();
    assertThat(gone).as("tests that are named in " + table + " and not there").isEmpty();
    return found;
  }

  private static Line read(String line) {
    String[] parts = line.split("\t", 3);
    assertThat(parts.length).as("a number, a tab, tests: " + line).isGreaterThanOrEqualTo(2);
    List<String> tests = parts[1].equals("-") ? List.of() : List.of(parts[1].split(" "));
    return new Line(Integer.parseInt(parts[0]), tests, parts.length > 2 ? parts[2] : "");
  }

  private static boolean exists(String test, String remark) {
    if (test.startsWith("corpus:")) {
      String category = test.substring("corpus:".length(), Math.max("corpus:".length(), test.indexOf('/')));
      return !category.isEmpty() && RECORDED.contains('"' + category + '"');
    }
    if (test.startsWith("text:")) {
      return !remark.isBlank() && TESTS.getOrDefault(test.substring("text:".length()), "").contains(remark);
    }
    String[] parts = test.split("#", 2);
    String text = TESTS.getOrDefault(parts[0], "");
    return Stream.of(" void ", " def ", " Stream<DynamicTest> ").anyMatch(type -> text.contains(type + parts[1] + "("));
  }

  private static String recorded() {
    try {
      return Files.readString(TOP.resolve("checks/conformance/recorded-counts.json"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The text of every test file, by its name; of programs without the extension.
  private static Map<String, String> tests() {
    Map<String, String> texts = new HashMap<>();
    for (String folder : List.of("foundation", "storage", "ingest", "querying", "processing", "serving", "checks")) {
      try (Stream<Path> files = Files.walk(TOP.resolve(folder))) {
        for (Path file : files.filter(ChecklistTest::isTest).toList()) {
          String name = file.getFileName().toString();
          texts.put(name.endsWith(".test") ? name : name.substring(0, name.lastIndexOf('.')), Files.readString(file, StandardCharsets.UTF_8));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return texts;
  }

  private static boolean isTest(Path file) {
    String path = file.toString();
    return path.contains("/src/test/java/") && path.endsWith("Test.java")
        || path.contains("/src/test/resources/") && path.endsWith(".test")
        || path.contains("/python/tests/") && path.endsWith(".py");
  }
}
