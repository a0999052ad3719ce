package millrace.influxql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What only the extended dialect reads.
class ExtensionsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "select mean(a) from m group by time(1mo)|SELECT mean(a) FROM m GROUP BY time(1mo)",
        "select mean(a) from m group by time(12mo,-1q),b|SELECT mean(a) FROM m GROUP BY time(1y, -1q), b",
        "select mean(a) from m group by time(1y6mo,2h)|SELECT mean(a) FROM m GROUP BY time(6q, 2h)",
      })
  void printsCanonicalText(String text, String printed) {
    assertThat(parse(text)).hasToString(printed);
    assertThat(parse(printed)).hasToString(printed);
    assertThatThrownBy(() -> InfluxQlParser.parse(text)).as("1.x refuses it").isInstanceOf(ParseException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "select mean(a) from m group by time(1mo2d)|invalid duration",
        "select mean(a) from m group by time(9999y)|overflowed duration 9999y: at most 300y",
        "select a from m where time > now() - 1mo|invalid duration",
        "create continuous query c on d begin select mean(a) into b from m group by time(1mo) end|"
            + "windows of a continuous query must be of one length, not calendar months",
      })
  void refuses(String text, String message) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(ParseException.class).hasMessageContaining(message);
  }

  @Test
  void calendarLengthsStandOnlyInGroupBy() {
    assertThatThrownBy(() -> parse("select derivative(a, 1mo) from m")).isInstanceOf(ParseException.class);
  }

  private static Query parse(String text) {
    return InfluxQlParser.parse(text, Parameters.NONE, Dialect.EXTENDED);
  }
}
