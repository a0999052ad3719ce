package millrace.influxql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import millrace.base.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Texts that do not parse give the message clients know, to the letter. The table is `parse-errors.txt`.
class ParseErrorsTest {
  @ParameterizedTest
  @MethodSource("table")
  void refusesWithTheKnownMessage(String text, String message) {
    assertThat(refusal(text)).hasMessage(message);
  }

  static Stream<Arguments> table() throws IOException {
    try (InputStream stream = ParseErrorsTest.class.getResourceAsStream("parse-errors.txt")) {
      List<String> lines = new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .toList();
      List<Arguments> rows = new ArrayList<>();
      for (int i = 1; i < lines.size(); i += 2) {
        rows.add(Arguments.of(lines.get(i), lines.get(i + 1).substring("  => ".length())));
      }
      assertThat(rows).hasSizeGreaterThan(240);
      return rows.stream();
    }
  }

  @Test
  void countsLineEndsOfAllKindsAsOne() {
    assertThat(refusal("select\r\nvalue\rfrom\n5")).hasMessage("found 5, expected identifier at line 4, char 1");
  }

  @Test
  void pointsIntoTheTextWithoutTheBlanksAroundIt() {
    assertThat(refusal(" \u00a0\n select value from \u2003"))
        .hasMessage("found EOF, expected identifier at line 1, char 19");
  }

  @Test
  void endsAQuoteAtALineEnd() {
    assertThat(refusal("select 'a\nb' from cpu"))
        .hasMessage("found a, expected identifier, string, number, bool at line 1, char 7");
  }

  @Test
  void countsCharactersBeyondTheBasicPlaneOnce() {
    assertThat(refusal("select \"\ud83d\ude00\" x from cpu"))
        .hasMessage("found x, expected FROM at line 1, char 12");
  }

  @Test
  void carriesAPositionWhereTheMessagePrintsNone() {
    ParseException refusal = refusal("select value from cpu\norder by value");
    assertThat(refusal).hasMessage("only ORDER BY time supported at this time");
    assertThat(refusal.position()).isEqualTo(new Position(2, 10));
    assertThat(refusal.code()).isEqualTo(ErrorCode.PARSE_ERROR);
  }

  @Test
  void refusesNestingThatCouldExhaustTheStack() {
    assertThat(refusal("select " + "(".repeat(100_000)))
        .hasMessageStartingWith("statement nests too deeply at line 1, char ");
    assertThat(refusal("select a from " + "(select a from ".repeat(100_000)))
        .hasMessageStartingWith("statement nests too deeply at line 1, char ");
    assertThat(refusal("select a from /" + "(".repeat(100_000) + "/"))
        .hasMessageStartingWith("error parsing regexp: expression nests too deeply: ");
  }

  @Test
  void refusesMoreSourcesThanMemoryCouldServe() {
    String most = "select a from m" + ",m".repeat(SelectParser.MOST_SOURCES - 1);
    assertThat(InfluxQlParser.parse(most, Parameters.fromJson("{}"))).isNotNull();
    assertThat(refusal(most + ",m")).hasMessageStartingWith("too many sources: at most 1000 at line 1, char ");
  }

  @Test
  void refusesAnEmptyBoundParameterAndOneOfAnotherKind() {
    Parameters parameters = Parameters.fromJson("{\"x\":true,\"bad\":null}");
    assertThatThrownBy(() -> InfluxQlParser.parse("select $ from cpu", parameters))
        .hasMessage("empty bound parameter");
    assertThatThrownBy(() -> InfluxQlParser.parse("select a from $x", parameters))
        .hasMessage("found TRUE, expected identifier at line 1, char 15");
    assertThatThrownBy(() -> InfluxQlParser.parse("select $bad from cpu", parameters))
        .hasMessage("missing parameter: unable to bind parameter with type <nil>");
    assertThatThrownBy(() -> InfluxQlParser.parse("select a from $bad", parameters))
        .hasMessage("found unable to bind parameter with type <nil>, expected identifier at line 1, char 15");
  }

  @Test
  void readsABoundDurationWhereItStands() {
    Parameters parameters = Parameters.fromJson("{\"d\":{\"duration\":\"60m\"},\"x\":{\"duration\":\"x\"}}");
    assertThatThrownBy(() -> InfluxQlParser.parse("select f from $d", parameters))
        .hasMessage("found 60m, expected identifier at line 1, char 15");
    assertThatThrownBy(() -> InfluxQlParser.parse("select f from m where time > $x", parameters))
        .hasMessage("invalid duration");
    assertThatThrownBy(() -> InfluxQlParser.parse("create database db with duration $x", parameters))
        .hasMessage("invalid duration at line 1, char 34");
  }

  private static ParseException refusal(String text) {
    ParseException refusal = catchThrowableOfType(ParseException.class, () -> InfluxQlParser.parse(text));
    assertThat(refusal).as("refusal of %s", text).isNotNull();
    return refusal;
  }
}
