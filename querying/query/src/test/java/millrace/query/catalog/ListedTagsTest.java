package millrace.query.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// IN and IS NULL in statements about names and in deletions.
class ListedTagsTest {
  private final Statements server = new Statements();

  @BeforeEach
  void writeRows() {
    server.ask("", "CREATE DATABASE db");
    server.write("db", "cpu", "host=a", "v", 10);
    server.write("db", "cpu", "dc=x,host=b", "v", 10);
    server.write("db", "cpu", "dc=y,host=c", "v", 10);
    server.write("db", "mem", "host=a", "v", 10);
    server.write("db", "disk", "", "w", 10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SHOW SERIES WHERE host IN ('a', 'c')|cpu,dc=y,host=c cpu,host=a mem,host=a",
        "SHOW SERIES WHERE host NOT IN ('a', 'c')|cpu,dc=x,host=b disk",
        "SHOW SERIES WHERE dc IS NULL AND host IS NOT NULL|cpu,host=a mem,host=a",
        "SHOW SERIES FROM cpu WHERE dc IS NULL OR host IN ('b')|cpu,dc=x,host=b cpu,host=a",
        "SHOW SERIES WHERE (dc) IS NOT NULL AND time > 0|cpu,dc=x,host=b cpu,dc=y,host=c",
        "SHOW MEASUREMENTS WHERE dc IS NOT NULL|cpu",
        "SHOW MEASUREMENTS WHERE host IN ('a') AND dc IS NULL|mem",
        "SHOW MEASUREMENTS WHERE host IS NULL|disk",
      })
  void namesAreListed(String statement, String expected) {
    assertThat(listed(server.askExtended("db", statement))).isEqualTo(expected);
  }

  @Test
  void valuesAndKeysAreListed() {
    assertThat(server.askExtended("db", "SHOW TAG VALUES FROM cpu WITH KEY = host WHERE dc IS NULL"))
        .isEqualTo("cpu key,value\n  host | a");
    assertThat(server.askExtended("db", "SHOW TAG KEYS WHERE host IN ('a')")).contains("host").doesNotContain("dc");
    assertThat(server.askExtended("db", "SHOW SERIES CARDINALITY WHERE dc IS NOT NULL")).contains("2");
    assertThat(server.askExtended("db", "SHOW TAG VALUES EXACT CARDINALITY FROM cpu WITH KEY = host WHERE dc IS NULL"))
        .contains("1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DELETE WHERE host IN ('a', 'b')|cpu,dc=y,host=c disk",
        "DELETE FROM cpu WHERE dc IS NULL|cpu,dc=x,host=b cpu,dc=y,host=c disk mem,host=a",
        "DROP SERIES WHERE host NOT IN ('a') AND dc IS NOT NULL|cpu,host=a disk mem,host=a",
      })
  void rowsAreRemoved(String statement, String left) {
    assertThat(server.askExtended("db", statement)).isEmpty();
    assertThat(listed(server.ask("db", "SHOW SERIES"))).isEqualTo(left);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DELETE FROM cpu WHERE v IS NULL|shard 7: fields not supported in WHERE clause during deletion",
        "DELETE FROM cpu WHERE v IN (1, 2)|shard 7: fields not supported in WHERE clause during deletion",
        "DROP SERIES FROM cpu WHERE host + dc IS NULL|IS NULL asks for a tag here, got host + dc",
        "SHOW SERIES WHERE time IN (1)|time cannot be compared with a list",
      })
  void refuses(String statement, String message) {
    assertThat(server.askExtended("db", statement)).isEqualTo("error: " + message);
    assertThat(listed(server.ask("db", "SHOW SERIES FROM cpu"))).hasSizeGreaterThan(20);
  }

  @Test
  void onlyTheExtendedDialectReadsThem() {
    assertThat(server.ask("db", "SHOW SERIES WHERE host IN ('a')")).startsWith("error: found IN");
    assertThat(server.ask("db", "DELETE FROM cpu WHERE dc IS NULL")).startsWith("error: found IS");
  }

  private static String listed(String answer) {
    return answer.lines().skip(1).map(String::strip).reduce((a, b) -> a + " " + b).orElse("");
  }
}
