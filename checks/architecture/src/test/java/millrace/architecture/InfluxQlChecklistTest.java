package millrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Each line of the InfluxQL specification's checklist names the test that holds it, and that test exists.
class InfluxQlChecklistTest {
  private static final int LINES = 394;
  private static final int MOST_WITHOUT_A_TEST = 30;
  private static final Path TOP = Path.of("..", "..").toAbsolutePath().normalize();

  /// @param kind `corpus`, `test`, `text` or `none`
  private record Evidence(String kind, String detail) {}

  @Test
  void everyLineIsAnsweredFor() {
    Map<Integer, Evidence> checklist = checklist();
    assertThat(checklist.keySet()).isEqualTo(IntStream.rangeClosed(1, LINES).boxed().collect(Collectors.toSet()));
    long without = checklist.values().stream().filter(evidence -> evidence.kind.equals("none")).count();
    assertThat(without).isLessThanOrEqualTo(MOST_WITHOUT_A_TEST);
    checklist.forEach((line, evidence) -> assertThat(evidence.detail).as("line %d", line).isNotBlank());
  }

  @Test
  void whatIsNamedExists() {
    Map<Path, String> tests = tests();
    String counts = read(TOP.resolve("checks/conformance/recorded-counts.json"));
    List<String> missing = new ArrayList<>();
    checklist().forEach((line, evidence) -> {
      boolean exists = switch (evidence.kind) {
        case "corpus" -> counts.contains('"' + evidence.detail.substring(0, evidence.detail.indexOf('/')) + '"');
        case "test" -> hasMethod(tests, evidence.detail);
        case "text" -> hasText(tests, evidence.detail);
        default -> evidence.kind.equals("none");
      };
      if (!exists) {
        missing.add(line + " " + evidence);
      }
    });
    assertThat(missing).as("lines whose test is not there").isEmpty();
  }

  private static boolean hasMethod(Map<Path, String> tests, String detail) {
    String[] parts = detail.split("#");
    Pattern method = Pattern.compile("\\b" + Pattern.quote(parts[1]) + "\\(");
    return tests.entrySet().stream()
        .filter(file -> file.getKey().getFileName().toString().equals(parts[0] + ".java"))
        .anyMatch(file -> method.matcher(file.getValue()).find());
  }

  private static boolean hasText(Map<Path, String> tests, String detail) {
    String name = detail.substring(0, detail.indexOf(' '));
    String text = detail.substring(detail.indexOf(' ') + 1);
    return tests.entrySet().stream()
        .anyMatch(file -> file.getKey().getFileName().toString().equals(name) && file.getValue().contains(text));
  }

  private static Map<Integer, Evidence> checklist() {
    Map<Integer, Evidence> checklist = new TreeMap<>();
    try (InputStream in = InfluxQlChecklistTest.class.getResourceAsStream("influxql-checklist.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
        String[] parts = line.split(" ", 3);
        Evidence twice = checklist.put(Integer.valueOf(parts[0]), new Evidence(parts[1], parts.length > 2 ? parts[2] : ""));
        assertThat(twice).as("line %s is there twice", parts[0]).isNull();
      });
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return checklist;
  }

  /// Java and text tests of all modules, by path.
  private static Map<Path, String> tests() {
    try (Stream<Path> files = Files.walk(TOP)) {
      return files
          .filter(file -> file.toString().contains("/src/test/"))
          .filter(file -> file.toString().endsWith(".java") || file.toString().endsWith(".test"))
          .collect(Collectors.toMap(file -> file, InfluxQlChecklistTest::read));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
