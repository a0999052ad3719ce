package millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Random bodies: what is written is read, the fast pass and the careful reading agree, and nothing but an outcome
/// ever comes back.
class LineProtocolPropertyTest {
  @ParameterizedTest
  @EnumSource(Dialect.class)
  void pointsComeBackAsTheyWereWritten(Dialect dialect) {
    Seeded.run(
        random -> {
          IngestFixture fixture = new IngestFixture();
          RandomLines lines = new RandomLines(random, dialect);
          for (int body = 0; body < 150; body++) {
            List<String> written = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            for (int i = random.nextInt(1, 60); i > 0; i--) {
              RandomLines.Point point = lines.point();
              written.add(point.line());
              expected.add(point.row());
            }
            ReadOutcome outcome = read(fixture, dialect, String.join("\n", written));
            assertThat(IngestFixture.errors(outcome)).isEmpty();
            assertThat(IngestFixture.rows(outcome)).containsExactlyInAnyOrderElementsOf(expected);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aBodyReadsLikeItsLinesOneByOne(Dialect dialect) {
    Seeded.run(
        random -> {
          IngestFixture fixture = primed(dialect, random);
          for (int body = 0; body < 1500; body++) {
            String line = damaged(random, new RandomLines(random, dialect).point().line());
            Optional<String> careful = carefulRow(dialect, line);
            ReadOutcome outcome = read(fixture, dialect, line);
            boolean clashes = IngestFixture.errors(outcome).stream().anyMatch(LineProtocolPropertyTest::isAboutSchema);
            if (!clashes) {
              assertThat(IngestFixture.rows(outcome)).as(line).isEqualTo(careful.stream().toList());
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void anyBytesHaveAnOutcome(Dialect dialect) {
    Seeded.run(
        random -> {
          IngestFixture fixture = primed(dialect, random);
          for (int body = 0; body < 1500; body++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(6); i >= 0; i--) {
              text.append(damaged(random, new RandomLines(random, dialect).point().line()));
              text.append(random.nextInt(5) == 0 ? "" : "\n");
            }
            ReadOutcome outcome = read(fixture, dialect, text.toString());
            long lines = text.chars().filter(c -> c == '\n').count() + 1;
            long read = IngestFixture.rows(outcome).size() + IngestFixture.errors(outcome).size();
            assertThat(read).isLessThanOrEqualTo(lines);
          }
        });
  }

  /// A fixture whose tables, types and spellings are known, so that the fast pass gets its chance.
  private static IngestFixture primed(Dialect dialect, SplittableRandom random) {
    IngestFixture fixture = new IngestFixture();
    RandomLines lines = new RandomLines(random.split(), dialect);
    for (int i = 0; i < 300; i++) {
      read(fixture, dialect, lines.point().line());
    }
    return fixture;
  }

  private static ReadOutcome read(IngestFixture fixture, Dialect dialect, String body) {
    return switch (dialect) {
      case V1 -> fixture.v1(body);
      case V3 -> fixture.v3Nanos(body);
    };
  }

  /// What the grammar alone makes of a line: its row, or nothing.
  private static Optional<String> carefulRow(Dialect dialect, String text) {
    byte[] unpadded = text.getBytes(StandardCharsets.UTF_8);
    int end = unpadded.length;
    byte[] bytes = Arrays.copyOf(unpadded, end + LineProtocol.PADDING);
    try {
      CarefulLine line = LineGrammar.of(dialect).line(bytes, 0, end);
      BatchTables tables = new BatchTables();
      tables.begin(Optional.empty());
      Timestamps times = new Timestamps(dialect, Precision.NANOSECOND, IngestFixture.NOW);
      tables.append(line, line.timestamp().isPresent() ? times.nanos(line.timestamp().getAsLong()) : times.receivedNanos());
      var rows = tables.touched().iterator().next().finish(1);
      return Optional.of(BatchText.rows(new millrace.columns.WriteBatch(1, 1, "db", List.of(rows))).getFirst());
    } catch (BadLine e) {
      return Optional.empty();
    }
  }

  private static boolean isAboutSchema(String error) {
    return error.contains("conflict") || error.contains("invalid column type") || error.contains("multiple instances");
  }

  /// The line with some characters changed, doubled or lost, but none that ends or hides it.
  private static String damaged(SplittableRandom random, String line) {
    StringBuilder text = new StringBuilder(line.replace("\n", ""));
    for (int i = random.nextInt(3); i > 0 && !text.isEmpty(); i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(4)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, ", =\\\"ietf.-0917u".charAt(random.nextInt(16)));
        case 2 -> text.setCharAt(at, ", =\\\"ietf.-0917u".charAt(random.nextInt(16)));
        default -> text.insert(at, text.charAt(at));
      }
    }
    // A lone half of a surrogate pair is no character, and blanks at the beginning are not the grammar's matter.
    String whole = new String(text.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).stripLeading();
    return whole.isEmpty() || whole.startsWith("#") ? line.replace("\n", "") : whole;
  }
}
