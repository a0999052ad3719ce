package millrace.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import millrace.base.MillraceException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Queries that differ in constants only share what was parsed and written for them, and nothing else.
class ConstantsTest {
  private static Home home;

  @BeforeAll
  static void open() {
    home = new Home();
  }

  @AfterAll
  static void close() {
    home.close();
  }

  @Test
  void eachQueryHasItsOwnConstants() {
    for (String room : List.of("Kitchen", "Living Room", "it's", "", "' OR 'a' = 'a", "\uE0010\uE001", "700000000000000000")) {
      String spelled = room.replace("'", "''");
      long rows = room.equals("Kitchen") || room.equals("Living Room") ? 3 : 0;
      assertThat(home.run("SELECT count(*), '" + spelled + "' AS r FROM home WHERE room = '" + spelled + "'"))
          .as(room).containsExactly("count(*) | r", rows + " | " + room);
    }
    for (long nanos : new long[] {Home.START, Home.START + Home.HOUR, 999_999_999_999_999_999L, 1_000_000_000_000_000L}) {
      assertThat(home.value(nanos + " - 1")).isEqualTo(Long.toString(nanos - 1));
      assertThat(home.value("-" + nanos)).isEqualTo("-" + nanos);
    }
  }

  /// Texts that are more than constants to the parser are parsed as they are.
  @ParameterizedTest
  @ValueSource(strings = {
    "SELECT 'a'\n'b' AS x", "SELECT E'a\\x62' AS x", "SELECT $$ab$$ AS x", "SELECT {'k': 'ab'}['k'] AS x",
    "SELECT 'a' || 'b' AS x", "SELECT -- 'not one'\n'ab' AS x"
  })
  void whatIsNoPlainConstantMeansTheSameEachTime(String text) {
    assertThat(home.rows(text)).containsExactly("ab");
    assertThat(home.rows(text)).containsExactly("ab");
  }

  @Test
  void namesInQuotesAreNoConstants() {
    for (String alias : List.of("a", "b")) {
      assertThat(home.run("SELECT 1 AS '" + alias + "'").getFirst()).isEqualTo(alias);
      assertThat(home.run("SELECT x'0" + alias + "' AS x")).containsExactly("x", "0" + alias);
      assertThatThrownBy(() -> home.run("SELECT * FROM '" + alias + ".parquet'")).isInstanceOf(MillraceException.class)
          .hasMessageContaining(alias + ".parquet");
      assertThat(home.run("SELECT '" + alias + "'").getFirst()).isEqualTo("Utf8(\"" + alias + "\")");
    }
  }

  @Test
  void aTextIsParsedOnceForAllItsConstants() {
    AtomicInteger parsed = new AtomicInteger();
    ParsedTexts texts = new ParsedTexts();
    for (String value : List.of("a", "b", "c''d")) {
      ParsedTexts.Parsed result = texts.of("SELECT '" + value + "'", text -> {
        parsed.incrementAndGet();
        return Ast.literal("STRING", text.substring(8, text.length() - 1)).toString();
      });
      assertThat(Ast.literalText(result.tree())).isEqualTo(value.replace("''", "'"));
    }
    assertThat(parsed).hasValue(1);
  }

  @Test
  void aTreeWhoseTextRepeatsAConstantIsWrittenEachTime() {
    AtomicInteger written = new AtomicInteger();
    PrintedTrees trees = new PrintedTrees();
    for (String value : List.of("a", "b")) {
      assertThat(trees.of(Ast.literal("STRING", value), tree -> {
        written.incrementAndGet();
        return tree.contains("\"a\"") ? "'a' + 'a'" : tree.contains("\"b\"") ? "'b' + 'b'" : "'\uE0010\uE001' + '\uE0010\uE001'";
      })).isEqualTo("'" + value + "' + '" + value + "'");
    }
    assertThat(written).hasValue(3);
  }
}
