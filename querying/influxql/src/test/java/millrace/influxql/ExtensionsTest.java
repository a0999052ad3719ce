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
        "select a.x/mem.y from db..cpu as a join mem on time,host|"
            + "SELECT \"a.x\" / \"mem.y\" FROM db..cpu AS a JOIN mem ON time, host",
        "select * from a left join (select * from b) as b on \"c d\",time left join c on \"c d\", time limit 1|"
            + "SELECT * FROM a LEFT JOIN (SELECT * FROM b) AS b ON time, \"c d\" LEFT JOIN c ON time, \"c d\" LIMIT 1",
        "select * from a inner join b on time|SELECT * FROM a JOIN b ON time",
        "select * from a full join b on time where \"join\" = 1|SELECT * FROM a FULL JOIN b ON time WHERE join = 1",
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
        "select * from a as b where x = 1|found WHERE, expected JOIN, LEFT JOIN, FULL JOIN at line 1, char 22",
        "select * from a join b on host|a join needs ON time at",
        "select * from a join b|found EOF, expected ON at line 1, char 24",
        "select * from a join /b/ on time|a side of a join is one measurement or a subquery",
        "select * from a join (select * from b) on time|a subquery in a join needs a name: AS name",
        "select * from a join a on time|two sides of a join are named a",
        "select * from a join b on time left join c on time|joins of one FROM must be of one kind",
        "select * from a join b on time join c on time, host|joins of one FROM must be ON the same",
        "select * from a, b join c on time|found join, expected",
        "select * from a left b on time|found b, expected JOIN",
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
