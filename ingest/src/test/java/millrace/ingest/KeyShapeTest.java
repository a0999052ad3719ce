package millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import millrace.columns.SeriesKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// A key that is taken over as it stands is the one that the grammar makes of it.
class KeyShapeTest {
  private static final List<String> PIECES = List.of(
      "cpu", "host", "rack", "a", "b-1", "0", ",", "=", "\\", "\\,", "\\=", "é", "\"", ".", "_x", "\t", "::", "/");

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "cpu,host=a,rack=r1 | cpu,host=server-77,rack=r.2 | host=server-77,rack=r.2",
    "cpu,host=a         | cpu,host=a                  | host=a",
    "c\\,pu,host=a      | c\\,pu,host=b               | host=b",
    "c,h=a,h2=b         | c,h=1,h2=2                  | h=1,h2=2"
  })
  void takesOverKeysThatDifferInPlainValues(String learned, String other, String series) {
    assertThat(series(Dialect.V3, learned, other)).hasToString("Optional[" + series + "]");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "cpu,host=a,rack=b | cpu,host=a",
    "cpu,host=a        | cpu,host=a,rack=b",
    "cpu,host=a        | mem,host=a",
    "cpu,host=a        | cpu,host=",
    "cpu,host=a        | cpu,host=a\\ b",
    "cpu,host=a        | cpu,host=a=b",
    "cpu,host=a        | cpu,host=é",
    "cpu,rack=b,host=a | cpu,rack=b,host=a",
    "cpu,ho\\=st=a     | cpu,ho\\=st=a",
    "cpu               | cpu"
  })
  void leavesOthersToTheGrammar(String learned, String other) {
    assertThat(series(Dialect.V3, learned, other)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void agreesWithTheGrammar(Dialect dialect) {
    Seeded.run(random -> {
      int taken = 0;
      for (int i = 0; i < 20_000; i++) {
        String learned = random.nextInt(3) == 0 ? key(random) : "cpu,host=" + word(random) + ",rack=" + word(random);
        String other = random.nextInt(3) == 0 ? key(random) : changed(random, learned);
        Optional<String> series = series(dialect, learned, other);
        if (series.isPresent()) {
          taken++;
          assertThat(careful(dialect, other).map(key -> key.table() + " " + key.series()))
              .as("%s after %s", other, learned)
              .contains(careful(dialect, learned).orElseThrow().table() + " " + series.get());
        }
      }
      assertThat(taken).isGreaterThan(1000);
    });
  }

  @Test
  void aKeyTakenOverIsASeriesOfItsTableAndOfNoOther() {
    IngestFixture fixture = new IngestFixture();
    fixture.v3Nanos("cpu,host=a,rack=b x=1 1\nmem,host=a,rack=b x=1 1\n");
    ReadOutcome outcome = fixture.v3Nanos("cpu,host=a,rack=b x=1 1\ncpu,host=c,rack=d x=2 1\nmem,host=e,rack=f x=3 1\n"
        + "mem,host=g,rack=h x=4 1\nmem,host=g,zone=h x=5 1\n");
    assertThat(IngestFixture.errors(outcome)).isEmpty();
    assertThat(IngestFixture.rows(outcome)).containsExactlyInAnyOrder(
        "cpu {host=a, rack=b} x=1.0 1", "cpu {host=c, rack=d} x=2.0 1", "mem {host=e, rack=f} x=3.0 1",
        "mem {host=g, rack=h} x=4.0 1", "mem {host=g, zone=h} x=5.0 1");
  }

  private static Optional<String> series(Dialect dialect, String learned, String other) {
    CarefulLine.Key key = careful(dialect, learned).orElse(null);
    if (key == null || key.tags().stream().map(CarefulLine.Tag::key).distinct().count() < key.tags().size()) {
      return Optional.empty();
    }
    byte[] spelled = learned.getBytes(StandardCharsets.UTF_8);
    List<String> tags = key.tags().stream().map(CarefulLine.Tag::key).toList();
    byte[] bytes = padded("  " + other);
    return KeyShape.of(spelled, new TableBuilder(key.table()), tags, key.series())
        .flatMap(shape -> shape.series(bytes, 2, bytes.length - LineProtocol.PADDING))
        .map(SeriesKey::toString);
  }

  private static Optional<CarefulLine.Key> careful(Dialect dialect, String key) {
    byte[] bytes = padded(key);
    return LineGrammar.of(dialect).key(bytes, 0, bytes.length - LineProtocol.PADDING);
  }

  private static byte[] padded(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(bytes, bytes.length + LineProtocol.PADDING);
    Arrays.fill(padded, bytes.length, padded.length, (byte) ' ');
    return padded;
  }

  private static String key(SplittableRandom random) {
    StringBuilder key = new StringBuilder("cpu");
    for (int i = random.nextInt(8); i > 0; i--) {
      key.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return key.toString();
  }

  private static String changed(SplittableRandom random, String key) {
    return random.nextBoolean()
        ? "cpu,host=" + word(random) + ",rack=" + word(random)
        : key.replaceFirst("a|b|0|rack", PIECES.get(random.nextInt(PIECES.size())).replace("\\", "\\\\"));
  }

  private static String word(SplittableRandom random) {
    return PIECES.get(random.nextInt(6)) + random.nextInt(100);
  }
}
