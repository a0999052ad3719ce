package millrace.query.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// DELETE and the DROP statements that remove rows.
class DeletionStatementsTest {
  private final Statements server = new Statements();

  @BeforeEach
  void writeRows() {
    server.ask("", "CREATE DATABASE db; CREATE RETENTION POLICY longer ON db DURATION INF REPLICATION 1");
    server.write("db", "cpu", "host=a", "v", 10);
    server.write("db", "cpu", "host=a", "v", 110);
    server.write("db", "cpu", "host=b", "v", 110);
    server.write("db", "longer", "cpu", "host=a", "v", 10);
    server.write("db", "mem", "host=a", "v", 10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DELETE FROM cpu WHERE host = 'a'|cpu,host=b mem,host=a|",
        "DELETE FROM cpu WHERE time < 100|cpu,host=a cpu,host=b mem,host=a|",
        "DELETE FROM cpu WHERE time > 100|cpu,host=a mem,host=a|cpu,host=a",
        "DELETE FROM cpu WHERE time = 10 AND host =~ /a/|cpu,host=a cpu,host=b mem,host=a|",
        "DELETE WHERE time < now()|''|",
        "DELETE FROM /^c/|mem,host=a|",
        "DELETE FROM cpu WHERE nosuch = 'x'|cpu,host=a cpu,host=b mem,host=a|cpu,host=a",
        "DELETE FROM cpu WHERE host > 'a'|cpu,host=a cpu,host=b mem,host=a|cpu,host=a",
        "DROP SERIES WHERE host != 'b'|cpu,host=b|",
        "DROP SERIES FROM cpu|mem,host=a|",
        "DROP MEASUREMENT cpu|mem,host=a|",
        "DROP MEASUREMENT nosuch|cpu,host=a cpu,host=b mem,host=a|cpu,host=a",
      })
  void removesRowsOfAllPolicies(String statement, String left, String leftInLonger) {
    assertThat(server.ask("db", statement)).isEmpty();
    assertThat(series("")).isEqualTo(left);
    assertThat(series(" FROM longer././")).isEqualTo(leftInLonger == null ? "" : leftInLonger);
  }

  private String series(String from) {
    return server.ask("db", "SHOW SERIES" + from)
        .replace("key\n", "")
        .strip()
        .replace("\n  ", " ");
  }

  @Test
  void forgetsATableWithAllItsRows() {
    server.ask("db", "DELETE FROM cpu");
    assertThat(server.catalog
            .state()
            .requireDatabase("db")
            .requirePolicy("")
            .table("cpu"))
        .isEmpty();
    assertThat(server.tables.dropped).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DELETE FROM cpu WHERE v > 1|shard 7: fields not supported in WHERE clause during deletion",
        "DROP SERIES FROM cpu WHERE time > 1|DROP SERIES doesn't support time in WHERE clause",
      })
  void refusesConditionsItCannotRun(String statement, String message) {
    assertThat(server.ask("db", statement)).isEqualTo("error: " + message);
    assertThat(series("")).isEqualTo("cpu,host=a cpu,host=b mem,host=a");
  }

  @Test
  void needsADatabase() {
    assertThat(server.ask("nosuch", "DELETE FROM cpu")).isEqualTo("error: database not found: nosuch");
    assertThat(server.ask("nosuch", "DROP MEASUREMENT cpu")).isEqualTo("error: database not found: nosuch");
  }

  @Test
  void dropsAShard() {
    assertThat(server.ask("db", "DROP SHARD 7")).isEmpty();
    assertThat(server.tables.dropped).containsExactly("shard 7");
  }
}
