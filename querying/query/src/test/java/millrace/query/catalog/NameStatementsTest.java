package millrace.query.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// SHOW MEASUREMENTS, SERIES, TAG KEYS, TAG VALUES, FIELD KEYS and their cardinalities.
class NameStatementsTest {
  private final Statements server = new Statements();

  @BeforeEach
  void writeRows() {
    server.ask("", "CREATE DATABASE db; CREATE RETENTION POLICY longer ON db DURATION INF REPLICATION 1");
    server.write("db", "cpu", "dc=x,host=a", "usage", 10);
    server.write("db", "cpu", "dc=y,host=b", "count", 110);
    server.write("db", "cpu", "host=a", "usage", 210);
    server.write("db", "mem", "host=b", "used", 10);
    server.write("db", "disk, root", "path=/", "used", 10);
    server.write("db", "longer", "rollup", "host=z", "mean", 10);
    server.write("db", "longer", "cpu", "host=c", "mean", 10);
  }

  @Test
  void listsMeasurementsOfAllPolicies() {
    assertThat(ask("SHOW MEASUREMENTS")).isEqualTo("measurements name\n  cpu\n  disk, root\n  mem\n  rollup");
    assertThat(ask("SHOW MEASUREMENTS LIMIT 1 OFFSET 2")).isEqualTo("measurements name\n  mem");
    assertThat(ask("SHOW MEASUREMENTS WITH MEASUREMENT =~ /^c|k,/"))
        .isEqualTo("measurements name\n  cpu\n  disk, root");
    assertThat(ask("SHOW MEASUREMENTS ON nosuch")).isEmpty();
    assertThat(server.ask("", "SHOW MEASUREMENTS")).isEqualTo("error: database name required");
  }

  @Test
  void listsMeasurementsPolicyByPolicy() {
    assertThat(ask("SHOW MEASUREMENTS ON db.longer"))
        .isEqualTo("measurements name,database,retention policy\n  cpu | db | longer\n  rollup | db | longer");
    assertThat(ask("SHOW MEASUREMENTS ON *.* WHERE host = 'z'"))
        .isEqualTo("measurements name,database,retention policy\n  rollup | db | longer");
    assertThat(ask("SHOW MEASUREMENTS ON nosuch.*")).isEqualTo("error: unknown database nosuch");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "host = 'b'|cpu mem",
        "host != 'b'|rollup",
        "host =~ /[az]/|cpu rollup",
        "host !~ /[az]/|mem",
        "host = 'b' AND dc = 'x'|cpu",
        "(path = '/' OR host = 'z')|disk, root rollup",
        "nosuch != 'x'|",
        "host = ''|",
      })
  void decidesMeasurementConditionsPerMeasurement(String condition, String names) {
    String listed = ask("SHOW MEASUREMENTS WHERE " + condition).replace("measurements name", "");
    assertThat(listed.strip().replace("\n  ", " ")).isEqualTo(names == null ? "" : names);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SHOW MEASUREMENTS WHERE time > 0|SHOW MEASUREMENTS doesn't support time in WHERE clause",
        "SHOW MEASUREMENTS WHERE host > 'a'|invalid tag comparison operator",
        "SHOW MEASUREMENTS WHERE 'b' = host|left side of '=' must be a tag key",
        "SHOW MEASUREMENTS WHERE host = 1|right side of '=' must be a tag value string",
        "SHOW SERIES WHERE usage > 1|invalid tag comparison operator",
        "SHOW TAG KEYS WHERE usage > 1|invalid tag comparison operator",
        "SHOW TAG VALUES WITH KEY = host WHERE usage > 1|invalid tag comparison operator",
        "SHOW TAG KEYS FROM nosuch WHERE usage > 1|invalid tag comparison operator",
        "SHOW TAG KEYS ON nosuch|database not found: nosuch",
        "SHOW SERIES FROM nosuch.cpu|retention policy not found: nosuch",
        "SHOW FIELD KEY CARDINALITY WHERE time > 0|SHOW FIELD KEY CARDINALITY doesn't support time in WHERE clause",
        "SHOW SERIES EXACT CARDINALITY WHERE time > 0|SHOW SERIES EXACT CARDINALITY doesn't support time in WHERE clause",
      })
  void refuses(String statement, String message) {
    assertThat(ask(statement)).isEqualTo("error: " + message);
  }

  @Test
  void listsSeriesOfOnePolicy() {
    assertThat(ask("SHOW SERIES"))
        .isEqualTo(
            "key\n  cpu,dc=x,host=a\n  cpu,dc=y,host=b\n  cpu,host=a\n  disk\\,\\ root,path=/\n  mem,host=b");
    assertThat(ask("SHOW SERIES FROM longer.cpu, cpu WHERE dc = ''")).isEqualTo("key\n  cpu,host=a\n  cpu,host=c");
    assertThat(ask("SHOW SERIES FROM cpu LIMIT 1 OFFSET 1")).isEqualTo("key\n  cpu,dc=y,host=b");
    assertThat(ask("SHOW SERIES FROM nosuch")).isEmpty();
  }

  @Test
  void aConditionIsRefusedWhereThereIsAMeasurementToHoldItAgainst() {
    String refused = "error: invalid tag comparison operator";
    assertThat(ask("SHOW SERIES FROM nosuch WHERE host < 'b'")).isEqualTo(refused);
    assertThat(ask("SHOW SERIES FROM nosuch, /nosuch/ WHERE host < 'b'")).isEqualTo(refused);
    assertThat(ask("SHOW SERIES FROM /nosuch/ WHERE host < 'b'")).isEmpty();
  }

  @Test
  void listsSeriesOfTheShardsATimeFallsInto() {
    assertThat(ask("SHOW SERIES FROM cpu WHERE time >= 100 AND time < 200")).isEqualTo("key\n  cpu,dc=y,host=b");
    assertThat(ask("SHOW SERIES FROM cpu WHERE time > 110 AND time < 150")).isEqualTo("key\n  cpu,dc=y,host=b");
    assertThat(ask("SHOW SERIES WHERE time < 0")).isEmpty();
  }

  @Test
  void listsSeriesInTheOrderOfTheirTags() {
    server.write("db", "odd", "t\\ 1=a", "v", 1);
    server.write("db", "odd", "t\"2=a", "v", 1);
    server.write("db", "odd", "t=a", "v", 1);
    server.write("db", "odd", "t=a!,u=1", "v", 1);
    server.write("db", "odd", "t=a,u=1", "v", 1);
    assertThat(ask("SHOW SERIES FROM odd"))
        .isEqualTo("key\n  odd,t=a\n  odd,t=a,u=1\n  odd,t=a!,u=1\n  odd,t\\ 1=a\n  odd,t\"2=a");
  }

  @Test
  void listsTagKeysOverAllPolicies() {
    assertThat(ask("SHOW TAG KEYS"))
        .isEqualTo(
            "cpu tagKey\n  dc\n  host\ndisk, root tagKey\n  path\nmem tagKey\n  host\nrollup tagKey\n  host");
    assertThat(ask("SHOW TAG KEYS FROM longer.cpu LIMIT 1")).isEqualTo("cpu tagKey\n  dc");
    assertThat(ask("SHOW TAG KEYS WITH KEY = dc")).isEqualTo("cpu tagKey\n  dc");
    assertThat(ask("SHOW TAG KEYS FROM cpu WHERE host = 'c'")).isEqualTo("cpu tagKey\n  host");
  }

  @Test
  void listsTagValues() {
    assertThat(ask("SHOW TAG VALUES WITH KEY IN (host, dc)"))
        .isEqualTo("cpu key,value\n  dc | x\n  dc | y\n  host | a\n  host | b\n  host | c\n"
            + "mem key,value\n  host | b\nrollup key,value\n  host | z");
    assertThat(ask("SHOW TAG VALUES FROM cpu WITH KEY != host WHERE host != 'a'"))
        .isEqualTo("cpu key,value\n  dc | y");
    assertThat(ask("SHOW TAG VALUES FROM cpu WITH KEY = host LIMIT 1 OFFSET 2"))
        .isEqualTo("cpu key,value\n  host | c");
    assertThat(ask("SHOW TAG VALUES FROM cpu WITH KEY =~ /d/ WHERE time < 100"))
        .isEqualTo("cpu key,value\n  dc | x");
  }

  @Test
  void listsFieldKeysOfOnePolicy() {
    assertThat(ask("SHOW FIELD KEYS FROM cpu, longer.rollup"))
        .isEqualTo(
            "cpu fieldKey,fieldType\n  count | float\n  usage | float\nrollup fieldKey,fieldType\n  mean | float");
    assertThat(ask("SHOW FIELD KEYS FROM cpu LIMIT 1")).isEqualTo("cpu fieldKey,fieldType\n  count | float");
  }

  @Test
  void countsTheWholeDatabaseInShort() {
    assertThat(ask("SHOW SERIES CARDINALITY")).isEqualTo("cardinality estimation\n  7");
    assertThat(ask("SHOW MEASUREMENT CARDINALITY")).isEqualTo("cardinality estimation\n  4");
    assertThat(ask("SHOW SERIES CARDINALITY ON nosuch")).isEqualTo("cardinality estimation\n  0");
  }

  @Test
  void countsPerMeasurement() {
    assertThat(ask("SHOW SERIES EXACT CARDINALITY"))
        .isEqualTo("cpu count\n  3\ndisk, root count\n  1\nmem count\n  1");
    assertThat(ask("SHOW SERIES CARDINALITY FROM cpu, longer.cpu")).isEqualTo("cpu count\n  4");
    assertThat(ask("SHOW MEASUREMENT CARDINALITY WHERE host = 'b'")).isEqualTo("count\n  2");
    assertThat(ask("SHOW TAG KEY CARDINALITY FROM cpu WHERE dc = ''")).isEqualTo("cpu count\n  1");
    assertThat(ask("SHOW FIELD KEY EXACT CARDINALITY FROM cpu GROUP BY host"))
        .isEqualTo("cpu{host=a} count\n  1\ncpu{host=b} count\n  1");
    assertThat(ask("SHOW TAG VALUES CARDINALITY FROM cpu WITH KEY IN (dc, host)"))
        .isEqualTo("cpu count\n  4");
    assertThat(ask("SHOW TAG VALUES CARDINALITY FROM cpu WITH KEY = host WHERE dc !~ /x/"))
        .isEqualTo("cpu count\n  1");
    assertThat(ask("SHOW SERIES EXACT CARDINALITY FROM nosuch")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "usage = 'x'|cpu,dc=x,host=a cpu,dc=y,host=b cpu,host=a",
        "host = 1 AND dc = 'x'|cpu,dc=x,host=a",
        "host = dc|cpu,dc=x,host=a cpu,dc=y,host=b",
        "host != dc|cpu,host=a mem,host=b",
        "nosuch = nosuch|",
        "host::field = 'q' AND used = 1|cpu,dc=x,host=a cpu,dc=y,host=b cpu,host=a disk\\,\\ root,path=/ mem,host=b",
      })
  void listsEverySeriesWhereTagsDoNotDecide(String condition, String keys) {
    String listed = ask("SHOW SERIES WHERE " + condition).replaceFirst("^key", "").strip().replaceAll("\n *", " ");
    assertThat(listed).isEqualTo(keys == null ? "" : keys);
  }

  /// Recorded from InfluxDB 1.6.7.
  @Test
  void countsSeriesForEachSourceThatNamesThem() {
    assertThat(ask("SHOW SERIES EXACT CARDINALITY FROM cpu, cpu")).isEqualTo("cpu count\n  6");
    assertThat(ask("SHOW SERIES CARDINALITY FROM cpu, /cpu|mem/")).isEqualTo("cpu count\n  6\nmem count\n  1");
    assertThat(ask("SHOW FIELD KEY EXACT CARDINALITY FROM cpu, cpu")).isEqualTo("cpu count\n  2");
    assertThat(ask("SHOW TAG KEY EXACT CARDINALITY FROM cpu, cpu")).isEqualTo("cpu count\n  2");
  }

  /// Recorded from InfluxDB 1.6.7.
  @Test
  void countsFieldsOfTheShardsThatHoldTheSeries() {
    long year = 365L * 86_400 * 1_000_000_000;
    server.write("db", "cpu", "host=b", "other", 20);
    server.write("db", "cpu", "host=b", "late", year);
    server.write("db", "cpu", "host=q", "later", 2 * year);
    assertThat(ask("SHOW FIELD KEY CARDINALITY FROM cpu")).isEqualTo("cpu count\n  5");
    assertThat(ask("SHOW FIELD KEY CARDINALITY FROM cpu WHERE host = 'a'")).isEqualTo("cpu count\n  2");
    assertThat(ask("SHOW FIELD KEY CARDINALITY FROM cpu GROUP BY host"))
        .isEqualTo("cpu{host=a} count\n  2\ncpu{host=b} count\n  4\ncpu{host=q} count\n  1");
  }

  @Test
  void countsNoSeriesWhereTagsDoNotDecide() {
    assertThat(ask("SHOW SERIES EXACT CARDINALITY WHERE usage > 1")).isEmpty();
    assertThat(ask("SHOW TAG KEY CARDINALITY WHERE usage > 1 OR dc = 'x'")).isEqualTo("cpu count\n  2");
    assertThat(ask("SHOW MEASUREMENT EXACT CARDINALITY WHERE host = dc")).isEmpty();
    assertThat(ask("SHOW MEASUREMENT EXACT CARDINALITY WHERE host != dc")).isEqualTo("count\n  3");
  }

  @Test
  void cutsListsOfFieldsAndSeriesAndCountsIntoChunksButNotTags() {
    assertThat(server.isChunked("db", "SHOW FIELD KEYS")).isTrue();
    assertThat(server.isChunked("db", "SHOW SERIES")).isTrue();
    assertThat(server.isChunked("db", "SHOW TAG KEY CARDINALITY")).isTrue();
    assertThat(server.isChunked("db", "SHOW TAG KEYS")).isFalse();
    assertThat(server.isChunked("db", "SHOW MEASUREMENTS")).isFalse();
  }

  @Test
  void countsByTheFieldsOfAllTables() {
    server.write("db", "nic", "path=/", "host", 10);
    assertThat(ask("SHOW SERIES EXACT CARDINALITY WHERE host = 'a'")).isEmpty();
    assertThat(ask("SHOW SERIES EXACT CARDINALITY FROM cpu WHERE host = 'a'")).isEqualTo("cpu count\n  2");
  }

  @Test
  void countsTagValuesAtTheEpoch() {
    assertThat(ask("SHOW TAG VALUES CARDINALITY FROM cpu WITH KEY = host WHERE time >= 0")).isEqualTo("cpu count\n  2");
    assertThat(ask("SHOW TAG VALUES CARDINALITY FROM cpu WITH KEY = host WHERE time > 0")).isEmpty();
  }

  @Test
  void tagKeysIgnoreComparisonsWithoutATagOnTheLeftAndTagValuesRefuseThem() {
    assertThat(ask("SHOW TAG KEYS FROM mem WHERE used + 1 = 2")).isEqualTo("mem tagKey\n  host");
    assertThat(ask("SHOW TAG VALUES FROM mem WITH KEY = host WHERE used + 1 = 2"))
        .isEqualTo("error: left side of '=' must be a tag key");
  }

  private String ask(String statement) {
    return server.ask("db", statement);
  }
}
