package millrace.influxql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import millrace.influxql.Expression.NumberLiteral;
import millrace.influxql.Expression.TimeLiteral;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Canonical text, as clients see it in messages and listings.
class InfluxQlPrinterTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "select Mean(\"value\")as \"time\"from cpu|SELECT mean(value) AS time FROM cpu",
        "select a from m where a<>1.5 and b='x\\ny'|SELECT a FROM m WHERE a != 1.500 AND b = 'x\\ny'",
        "select a from m where a=0.0001|SELECT a FROM m WHERE a = 0.0001",
        "select \"all\", \"a b\" from \"db\"..m, db.rp./x\\/y/|SELECT \"all\", \"a b\" FROM db..m, db.rp./x\\/y/",
        "select a from m fill(null) limit 0|SELECT a FROM m",
        "select a from m fill(1.50)|SELECT a FROM m fill(1.5)",
        "select mean(a) from m group by time(60m,-30s) fill(previous)|"
            + "SELECT mean(a) FROM m GROUP BY time(1h, -30s) fill(previous)",
        "select a into rp.:measurement from (select * from m)|SELECT a INTO rp.:MEASUREMENT FROM (SELECT * FROM m)",
        "select a from m order by desc tz('UTC')|SELECT a FROM m ORDER BY DESC TZ('UTC')",
        "create user u with password 'secret' with all privileges|"
            + "CREATE USER u WITH PASSWORD [REDACTED] WITH ALL PRIVILEGES",
        "set password for u='secret'|SET PASSWORD FOR u = [REDACTED]",
        "grant all on d to u|GRANT ALL PRIVILEGES ON d TO u",
        "revoke all from u|REVOKE ALL PRIVILEGES FROM u",
        "kill query 18446744073709551615 on \"h:1\"|KILL QUERY 18446744073709551615 ON \"h:1\"",
        "show tag values with key in(a,\"b c\")where x='y'|SHOW TAG VALUES WITH KEY IN (a, \"b c\") WHERE x = 'y'",
        "alter retention policy p on d default duration 36h|ALTER RETENTION POLICY p ON d DURATION 36h DEFAULT",
        "create subscription s on d.r destinations any 'x','y'|CREATE SUBSCRIPTION s ON d.r DESTINATIONS ANY 'x', 'y'",
      })
  void printsCanonicalText(String text, String printed) {
    assertThat(InfluxQlParser.parse(text)).hasToString(printed);
  }

  @Test
  void printsInstants() {
    assertThat(new TimeLiteral(946_684_800_000_000_000L)).hasToString("'2000-01-01T00:00:00Z'");
    assertThat(new TimeLiteral(-1)).hasToString("'1969-12-31T23:59:59.999999999Z'");
    assertThat(new TimeLiteral(1_500_000_000)).hasToString("'1970-01-01T00:00:01.5Z'");
  }

  @Test
  void printsNumbersWithoutExponentAndWithoutLoss() {
    assertThat(new NumberLiteral(1e21)).hasToString("1000000000000000000000.000");
    assertThat(new NumberLiteral(-0.0)).hasToString("-0.000");
    assertThat(new NumberLiteral(1e-7)).hasToString("0.0000001");
    assertThat(new NumberLiteral(Double.NaN)).hasToString("NaN");
  }

  @Test
  void printsTargets() {
    assertThat(new Target("a b", "", Optional.of("m"))).hasToString("\"a b\"..m");
    assertThat(new Target("", "", Optional.of("m"))).hasToString("m");
  }
}
