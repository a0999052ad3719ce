package millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Queries that would compute for ever over next to nothing end when their time is over.
class QueryTimeoutTest {
  @ParameterizedTest
  @ValueSource(strings = {
    "SELECT count(first) FROM (SELECT first(f) FROM m GROUP BY time(1u) fill(0))",
    "SELECT holt_winters(first(f), 3, 0) FROM m GROUP BY time(1s)",
    "SELECT holt_winters_with_fit(first(f), 10, 4) FROM m WHERE time > 0 AND time < 2000000s GROUP BY time(1s) fill(linear)"
  })
  void whatRunsForEverIsStopped(String query) {
    try (RunningServer server = RunningServer.open("--query-timeout", "500ms")) {
      server.v1("q=CREATE+DATABASE+foo");
      server.write("foo", "second", "m f=1 1641024000\nm f=2 1\nm f=3 1000000");
      String answer = server.v1("db=foo&q=" + java.net.URLEncoder.encode(query, java.nio.charset.StandardCharsets.UTF_8)).body();
      assertThat(answer).containsAnyOf("query-timeout limit exceeded", "needs more memory", "holt_winters over");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n < 1 FROM r WHERE n + 5) SELECT max(n), min(n) FROM r, LATERAL (SELECT 2) x",
    "SELECT count(*) FROM range(1000000000000) a WHERE a.value % 7 = 8"
  })
  void sqlThatRunsForEverIsStopped(String query) {
    try (RunningServer server = RunningServer.open("--query-timeout", "500ms")) {
      server.write("foo", "second", "m f=1 1641024000");
      var answer = server.sql("foo", query, "json");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("query-timeout limit exceeded");
      assertThat(server.sql("foo", "SELECT f FROM m", "json").body()).isEqualTo("[{\"f\":1.0}]");
    }
  }
}
