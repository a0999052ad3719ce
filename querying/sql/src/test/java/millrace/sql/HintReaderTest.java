package millrace.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import millrace.base.TimeSpan;
import millrace.sql.duck.DuckRelation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HintReaderTest {
  private static final List<Relation.Hints> SEEN = new ArrayList<>();
  private static final Relation EMPTY = new RowsRelation(
      List.of(new SqlColumn("host", SqlType.TAG), new SqlColumn("region", SqlType.TAG), new SqlColumn("time", SqlType.TIMESTAMP)),
      List.of());

  private static SqlEngine engine;

  /// Remembers what it was asked for.
  private record Recording() implements Relation {
    @Override
    public List<SqlColumn> columns() {
      return EMPTY.columns();
    }

    @Override
    public DuckRelation open(Hints hints) {
      SEEN.add(hints);
      return EMPTY.open(hints);
    }
  }

  @BeforeAll
  static void open() {
    engine = new SqlEngine(java.nio.file.Path.of(System.getProperty("java.io.tmpdir"), "millrace-native"), name -> new Relations() {
      @Override
      public Optional<Relation> find(String schema, String table) {
        return table.equals("cpu") ? Optional.of(new Recording()) : Optional.empty();
      }

      @Override
      public List<String> names(String schema) {
        return List.of("cpu");
      }
    });
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @Test
  void conjunctionsAndListsOfTagValuesAreRead() {
    assertThat(hints("host IN ('a', $p) AND (region = 'eu' AND (time >= 5 AND time < 9))"))
        .isEqualTo(new Relation.Hints(new TimeSpan(5, 9), Map.of("host", Set.of("a", "b"), "region", Set.of("eu")), true, Optional.empty()));
    assertThat(hints("host IN ('a', 'b') AND host = 'b'").tagValues()).isEqualTo(Map.of("host", Set.of("b")));
    assertThat(hints("'a' = host AND 5 < time").tagValues()).isEqualTo(Map.of("host", Set.of("a")));
  }

  @Test
  void whatMayHoldForOtherRowsSaysNothing() {
    for (String where : List.of(
        "host = 'a' OR time < 5", "NOT (host = 'a' AND time > 5)", "host NOT IN ('a')", "host <> 'a'", "host IN ('a', region)",
        "host IN (SELECT 'a')", "host || 'x' IN ('a')", "(host = 'a') IS NOT TRUE", "CASE WHEN host = 'a' THEN true ELSE true END")) {
      assertThat(hints(where)).as(where).isEqualTo(Relation.Hints.NONE);
    }
  }

  @Test
  void timesAreReadFromNowBetweenAndCasts() {
    assertThat(hints("time > now() - INTERVAL '1 nanosecond'").span().startNanos()).isEqualTo(1000);
    assertThat(hints("time BETWEEN CAST(5 AS TIMESTAMP) AND '1970-01-01T00:00:00.000000009Z'").span()).isEqualTo(new TimeSpan(5, 10));
    assertThat(hints("time = 7").span()).isEqualTo(new TimeSpan(7, 8));
    assertThat(hints("time > 9 AND time < 5").span().startNanos()).isEqualTo(10);
  }

  @Test
  void conditionsOfOtherTablesSayNothing() {
    for (String text : List.of(
        "SELECT * FROM cpu a WHERE EXISTS (SELECT 1 FROM cpu b WHERE a.host = 'x' AND a.time > 5)",
        "SELECT * FROM cpu AS a(region, host, time) WHERE host = 'x'")) {
      assertThat(all(text)).as(text).allSatisfy(hints -> {
        assertThat(hints.tagValues()).isEmpty();
        assertThat(hints.span()).isEqualTo(TimeSpan.ALL);
      });
    }
    assertThat(all("SELECT * FROM cpu a WHERE a.host = 'x' AND A.time > 5").getFirst().isWhole()).isTrue();
  }

  @Test
  void rowsSortedByTimeAndLimitedAreTheFirst() {
    assertThat(first("ORDER BY time DESC LIMIT 1")).contains(new Relation.First(1, true));
    assertThat(first("WHERE host = 'a' AND time > 5 ORDER BY cpu.time LIMIT 10 OFFSET 5")).contains(new Relation.First(15, false));
    assertThat(first("WHERE host IN ('a', $p) ORDER BY time ASC, host LIMIT $n")).contains(new Relation.First(7, false));
    assertThat(first("AS c WHERE time BETWEEN 1 AND 9 ORDER BY c.time DESC LIMIT 3")).contains(new Relation.First(3, true));
  }

  @Test
  void whatTakesRowsAwayOrMakesOthersNeedsThemAll() {
    for (String rest : List.of(
        "", "LIMIT 1", "ORDER BY time", "ORDER BY host LIMIT 1", "ORDER BY host, time LIMIT 1", "ORDER BY time + INTERVAL '1 hour' LIMIT 1",
        "WHERE host > 'a' ORDER BY time LIMIT 1", "WHERE host = 'a' OR time > 5 ORDER BY time LIMIT 1",
        "WHERE time <> 5 ORDER BY time LIMIT 1", "WHERE time > now() - INTERVAL '1 nanosecond' ORDER BY time LIMIT 1",
        "GROUP BY ALL ORDER BY time LIMIT 1", "QUALIFY row_number() OVER () = 1 ORDER BY time LIMIT 1", "ORDER BY time LIMIT 20000",
        "ORDER BY time LIMIT 50 PERCENT", "ORDER BY time LIMIT (SELECT 1)", "AS c(a, time, b) ORDER BY time LIMIT 1")) {
      assertThat(first(rest)).as(rest).isEmpty();
    }
    for (String list : List.of(
        "DISTINCT *", "*, row_number() OVER () AS n", "unnest([1, 2]) AS u, time", "host AS \"Time\"", "* REPLACE (host AS time)",
        "count(*) OVER (ORDER BY host)")) {
      assertThat(all("SELECT " + list + " FROM cpu ORDER BY time LIMIT 1").getFirst().first()).as(list).isEmpty();
    }
  }

  private static Optional<Relation.First> first(String rest) {
    return all("SELECT * FROM cpu " + rest).getFirst().first();
  }

  private static List<Relation.Hints> all(String text) {
    SEEN.clear();
    try (SqlResult result = engine.query(new SqlRequest("db", text, Map.of("p", "b", "n", 7L), 1000))) {
      assertThat(result.next()).isEmpty();
    }
    return List.copyOf(SEEN);
  }

  private static Relation.Hints hints(String where) {
    SEEN.clear();
    try (SqlResult result = engine.query(new SqlRequest("db", "SELECT * FROM cpu WHERE " + where, Map.of("p", "b"), 1000))) {
      assertThat(result.next()).isEmpty();
    }
    return SEEN.getFirst();
  }
}
