package millrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Queries and their answers from text files: `data` lines, then `query` and the expected lines up to the next blank
/// one. Each runs with whole and with tiny batches, and with one shard and with many.
final class SelectTextTest {
  private static final List<String> FILES =
      List.of(
          "aggregates", "selectors", "windows", "transformations", "conditions", "subqueries", "errors", "pershard",
          "extensions", "calendar", "histogram", "tags", "ranges", "joins", "checklist");

  private record Case(String file, String query, String expected) {}

  @TestFactory
  Stream<DynamicTest> answersAsWritten() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String file : FILES) {
      String text = read(file);
      String data = text.substring(0, text.indexOf("query ")).replaceAll("(?m)^#.*$", "");
      for (Case one : cases(file, text)) {
        tests.add(test(one, data, 1024, Long.MAX_VALUE / 4));
        tests.add(test(one, data, 1, Long.MAX_VALUE / 4));
        if (!file.equals("pershard")) {
          tests.add(test(one, data, 3, 25_000_000_000L));
        }
      }
    }
    return tests.stream();
  }

  private static DynamicTest test(Case one, String data, int batchSize, long shardNanos) {
    return DynamicTest.dynamicTest(
        one.file + ": " + one.query + " [batch " + batchSize + ", shard " + shardNanos + "]",
        () -> {
          TestDatabase database = new TestDatabase(batchSize, shardNanos);
          database.write(data);
          Compatibility compatibility = List.of("ranges", "joins").contains(one.file) ? Compatibility.FIXED : Compatibility.EXTENDED;
          assertThat(database.query(one.query, compatibility)).isEqualTo(one.expected);
        });
  }

  private static List<Case> cases(String file, String text) {
    List<Case> cases = new ArrayList<>();
    for (String part : text.split("(?m)^query ")) {
      int end = part.indexOf('\n');
      String expected = part.substring(end + 1).strip();
      cases.add(new Case(file, part.substring(0, Math.max(0, end)), expected.isEmpty() ? "" : expected + '\n'));
    }
    return cases.subList(1, cases.size());
  }

  private static String read(String file) throws IOException {
    try (InputStream in = SelectTextTest.class.getResourceAsStream(file + ".test")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
