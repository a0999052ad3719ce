package millrace.influxql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Holds for any statement and any text. Repeat a failure with `-Dmillrace.seed=N`.
class InfluxQlPropertyTest {
  private static final long SEED = Long.getLong("millrace.seed", new Random().nextLong());

  /// Pieces that, strung together, come close to statements.
  private static final List<String> PIECES = List.of(
      "select ",
      "show ",
      "from ",
      "where ",
      "group by ",
      "time(",
      "1m",
      "(",
      ")",
      ",",
      "'",
      "\"",
      "/",
      "\\",
      "$x",
      "::",
      ":",
      ".",
      ";",
      " ",
      "\n",
      "\r\n",
      "a",
      "cpu ",
      "-",
      "--",
      "/*",
      "*/",
      "*",
      "=~ ",
      "!",
      "=",
      "5",
      "1.",
      "limit ",
      "tz(",
      "fill(",
      "create database ",
      "delete ",
      "begin ",
      "end",
      "with key ",
      "in ",
      "in (1) ",
      "is null ",
      "is not ",
      "not in (",
      "having ",
      "join ",
      "left join ",
      "on time ",
      "previous, 1h",
      "9e9",
      "µ",
      "\u0000",
      "\ud83d",
      "@",
      "[",
      "as ",
      "into ",
      "order by ",
      "distinct",
      "measurement ",
      "cardinality ",
      "on ");

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void canonicalTextReadsBackToTheSameStatement(Dialect dialect) {
    RandomStatements statements = new RandomStatements(SEED, dialect);
    for (int round = 0; round < 2_000; round++) {
      Statement statement = statements.statement();
      String text = InfluxQlPrinter.print(statement);
      try {
        assertThat(InfluxQlParser.parse(text, Parameters.NONE, dialect).statements())
            .as("seed %d, round %d, text %s", SEED, round, text)
            .containsExactly(statement);
      } catch (ParseException e) {
        fail("seed " + SEED + ", round " + round + ", text " + text, e);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void anyTextIsReadOrRefusedWithAPosition(Dialect dialect) {
    Random random = new Random(SEED);
    RandomStatements statements = new RandomStatements(SEED, dialect);
    int read = 0;
    for (int round = 0; round < 10_000; round++) {
      String text = random.nextBoolean() ? pieces(random) : damaged(statements, random);
      try {
        String printed = InfluxQlParser.parse(text, Parameters.NONE, dialect).toString();
        assertThat(printed).isNotNull();
        read++;
      } catch (ParseException e) {
        assertThat(e.position().line())
            .as("seed %d, text %s", SEED, text)
            .isPositive();
        assertThat(e.position().character())
            .as("seed %d, text %s", SEED, text)
            .isBetween(0, text.length() + 3);
      } catch (RuntimeException | StackOverflowError e) {
        fail("seed " + SEED + ", round " + round + ", text " + text, e);
      }
    }
    assertThat(read).as("texts read, seed %d", SEED).isBetween(50, 9_500);
  }

  /// What 1.x accepts is the same statement in the extended dialect.
  @Test
  void theExtendedDialectChangesNothingThatV1Accepts() {
    Random random = new Random(SEED);
    RandomStatements statements = new RandomStatements(SEED);
    for (int round = 0; round < 5_000; round++) {
      String text = random.nextInt(3) == 0 ? pieces(random) : damaged(statements, random);
      Query plain;
      try {
        plain = InfluxQlParser.parse(text);
      } catch (ParseException refused) {
        continue;
      }
      assertThat(InfluxQlParser.parse(text, Parameters.NONE, Dialect.EXTENDED))
          .as("seed %d, text %s", SEED, text)
          .isEqualTo(plain);
    }
  }

  private static String pieces(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  /// A statement's text with a stretch taken out, put in, or repeated.
  private static String damaged(RandomStatements statements, Random random) {
    String text = InfluxQlPrinter.print(statements.statement());
    int from = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), from + random.nextInt(10));
    String stretch = random.nextBoolean() ? text.substring(from, to) : PIECES.get(random.nextInt(PIECES.size()));
    return random.nextInt(3) == 0
        ? text.substring(0, from) + text.substring(to)
        : text.substring(0, from) + stretch + text.substring(from);
  }
}
