package millrace.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// Where requests go, and what they carry when nothing is damaged: every route of the server but the renewal of the
/// operator's token, which would shut the clients out.
final class HostileKinds {
  /// The plugin that answers `/api/v3/engine/fuzz`.
  static final String PLUGIN = """
      def process_request(influxdb3_local, query_parameters, request_headers, request_body, args=None):
          return {"headers": len(request_headers), "query": query_parameters, "bytes": len(request_body or b"")}
      """;

  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";
  private static final String JSON = "Content-Type: application/json\r\n";
  private static final String TRIGGER = "/api/v3/configure/processing_engine_trigger";

  /// @param headers lines that end with CR LF
  /// @param texts bodies that are well-formed
  record Kind(String method, String target, String headers, List<String> texts) {}

  private static final List<String> LINES = List.of(
      "m,t=a,u=b f=1,i=2i,n=3u,s=\"te\\\"xt\",b=t 1641024000", "cpu,host=a usage=0.5 1\ncpu,host=b usage=1e3 2\n# c\n\nmem free=1i",
      "m\\ x,ta\\,g=v\\=1 f=1 -5", "m s=\"a\nb\" 1\r\nm f=-1.5e-7 9223372036854775807", "home,room=K temp=21.0 1641024000000000000");
  private static final List<String> SELECTS = List.of(
      "SELECT mean(f), count(i) FROM m WHERE time > now() - 1h AND t = 'a' GROUP BY time(10m), * fill(linear) LIMIT 5",
      "SELECT f + i * 2 FROM m WHERE t =~ /a.*/ ORDER BY time DESC", "SHOW TAG VALUES FROM m WITH KEY IN (\"t\", u)",
      "SELECT percentile(f, 90), top(i, t, 3) FROM (SELECT * FROM m) tz('Europe/Paris')", "SHOW FIELD KEYS; SHOW SERIES FROM /./",
      "SELECT holt_winters(first(f), 3, 0) FROM m GROUP BY time(1s)", "CREATE DATABASE x WITH DURATION 1d", "DROP SERIES FROM m WHERE t='a'",
      "EXPLAIN SELECT derivative(f, 1s) INTO n FROM m", "SHOW QUERIES", "DELETE FROM m WHERE time < 5", "SHOW STATS", "SHOW USERS",
      "SELECT max(f), t, u INTO fuzz..n FROM m WHERE (f > -1.5 OR s !~ /^(a|b)+$/) AND b = true GROUP BY t SLIMIT 2 SOFFSET 1",
      "SELECT difference(mean(f)), elapsed(mean(f), 1ms) FROM m WHERE time >= '2022-01-01T00:00:00Z' GROUP BY time(1w, -3h) fill(previous)",
      "SELECT * FROM m WHERE time IN ('2022-01-01') OR f IS NOT NULL", "SHOW TAG KEY EXACT CARDINALITY", "SHOW GRANTS FOR \"u\"",
      "CREATE RETENTION POLICY r ON fuzz DURATION 2h REPLICATION 1 SHARD DURATION 1h", "ALTER RETENTION POLICY autogen ON fuzz DURATION INF",
      "CREATE CONTINUOUS QUERY c ON fuzz RESAMPLE EVERY 1h BEGIN SELECT mean(f) INTO n FROM m GROUP BY time(1h), * END",
      "CREATE SUBSCRIPTION s ON fuzz.autogen DESTINATIONS ALL 'http://127.0.0.1:1'", "DROP SUBSCRIPTION s ON fuzz.autogen",
      "GRANT READ ON fuzz TO u; REVOKE ALL PRIVILEGES FROM u; DROP USER u", "KILL QUERY 1; SHOW SHARDS; DROP SHARD 7",
      "SELECT count(distinct(f)), mode(s), integral(f, 1s), histogram(f, 3) FROM m, n, /x.*/ GROUP BY time(1mo), /t|u/",
      "SELECT a.f + b.f FROM m AS a JOIN n AS b ON time WHERE a.t = $p", "EXPLAIN ANALYZE SELECT sample(f, 2), bottom(i, 3) FROM m");
  private static final List<String> SQL = List.of(
      "SELECT date_bin(INTERVAL '10 minutes', time) AS t, avg(f) FROM m WHERE time > now() - INTERVAL '1 hour' GROUP BY 1 ORDER BY 1",
      "SELECT date_bin_gapfill(INTERVAL '1 day', time) t, locf(avg(f)) FROM m WHERE time > '2022-01-01' AND time < '2022-01-05' GROUP BY 1",
      "SELECT selector_last(f, time)['value'], approx_percentile_cont(f, 0.5) FROM m", "SELECT * FROM system.queries LIMIT 3",
      "WITH a AS (SELECT 1 x) SELECT CAST(x AS VARCHAR) || 'y' FROM a UNION ALL SELECT E'a\\n'", "SHOW COLUMNS FROM m",
      "SELECT CASE WHEN $p > 1 THEN regexp_replace(t, 'a(.)', '\\1', 'g') END FROM m WHERE t IN ('a', 'b')",
      "SELECT row_number() OVER (PARTITION BY t ORDER BY time ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM m",
      "SELECT tz(time, 'Europe/Paris'), extract(hour FROM time), to_timestamp('2022-01-01') FROM m", "EXPLAIN SELECT [1, 2][1]",
      "SELECT * FROM information_schema.columns", "SELECT * FROM last_cache('m')", "SELECT {'a': 1}['a'], sha256('x'), encode('a', 'hex')",
      "SELECT a.f, b.* FROM m a LEFT JOIN m AS b USING (time) WHERE EXISTS (SELECT 1 FROM m WHERE f = a.f) ORDER BY ALL LIMIT 3 OFFSET 1",
      "SELECT t, u, grouping(t), sum(f) FILTER (WHERE i > 0) FROM m GROUP BY ROLLUP (t, u) HAVING count(*) >= 0 QUALIFY rank() OVER () = 1",
      "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT max(n), min(n) FROM r, LATERAL (SELECT 2) x",
      "SELECT DISTINCT ON (t) t, arrow_cast(i, 'Float64'), date_trunc('month', time), -f % 3 FROM m INTERSECT SELECT 'a', 2.0, now(), 1e0",
      "SELECT regexp_like(s, '(a|b)+$'), split_part(s, 'e', 1), lpad(s, 9, '*'), array_agg(i ORDER BY f DESC)[1:2] FROM m",
      "SELECT * FROM distinct_cache('m', 'c')", "SHOW TABLES", "SELECT * FROM (VALUES (1, 'x'), (2, NULL)) AS v(a, b) PIVOT (sum(a) FOR b IN ('x'))",
      "SELECT interpolate(avg(f)) FROM m WHERE time BETWEEN '2022-01-01' AND '2022-01-02' GROUP BY date_bin_gapfill(INTERVAL '6 hours', time)");

  private static final List<Kind> ALL = all();

  private HostileKinds() {}

  static Kind any(Random random) {
    return ALL.get(random.nextInt(ALL.size()));
  }

  static List<String> selects() {
    return SELECTS;
  }

  static List<String> sql() {
    return SQL;
  }

  /// Every text there is, for splices.
  static Stream<String> texts() {
    return ALL.stream().flatMap(kind -> kind.texts().stream());
  }

  /// What data comes and goes by is asked more often than what is set up once.
  private static List<Kind> all() {
    List<Kind> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      all.addAll(data());
    }
    all.addAll(catalog());
    all.addAll(engine());
    all.addAll(reading());
    return all;
  }

  private static List<Kind> data() {
    return List.of(
        new Kind("POST", "/api/v3/write_lp?db=fuzz&no_sync=true", "", LINES),
        new Kind("POST", "/api/v3/write_lp?db=fuzz&precision=ns&accept_partial=false", "", LINES),
        new Kind("POST", "/api/v2/write?bucket=fuzz&precision=ms&org=o", "", LINES),
        new Kind("POST", "/write?db=fuzz&precision=s&consistency=one&rp=autogen", "", LINES),
        new Kind("POST", "/query?db=fuzz&epoch=ms", "Content-Type: application/vnd.influxql\r\n", SELECTS),
        new Kind("POST", "/query?db=fuzz&chunked=true&chunk_size=2", FORM, forms()),
        new Kind("POST", "/query?db=fuzz", "Content-Type: multipart/form-data; boundary=B\r\n", List.of(
            "--B\r\nContent-Disposition: form-data; name=\"q\"\r\n\r\nSELECT * FROM m\r\n--B\r\nContent-Disposition: form-data; "
                + "name=\"db\"\r\n\r\nfuzz\r\n--B--\r\n")),
        new Kind("POST", "/api/v3/query_influxql", JSON, queries(SELECTS)),
        new Kind("POST", "/api/v3/query_sql", JSON, queries(SQL)),
        new Kind("POST", "/api/v3/query_sql", JSON, queries(SQL)),
        new Kind("POST", "/api/v3/engine/fuzz?a=b&c=%20d", JSON, List.of("{\"a\":[1,2,{\"b\":null}]}", "plain")));
  }

  private static List<Kind> catalog() {
    return List.of(
        json("POST", "/api/v3/configure/database", "{\"db\":\"x\",\"retention_period\":\"30d\"}"),
        json("PUT", "/api/v3/configure/database", "{\"db\":\"fuzz\",\"retention_period\":\"none\"}"),
        json("DELETE", "/api/v3/configure/database?db=x&hard_delete_at=2030-01-01T00:00:00Z", ""),
        json("POST", "/api/v3/configure/database/retention_period?db=x&duration=30d", ""),
        json("DELETE", "/api/v3/configure/database/retention_period?db=x", ""),
        json("POST", "/api/v3/configure/table",
            "{\"db\":\"fuzz\",\"table\":\"t\",\"tags\":[\"a\",\"b\"],\"fields\":[{\"name\":\"f\",\"type\":\"int64\"}]}"),
        json("DELETE", "/api/v3/configure/table?db=fuzz&table=t&hard_delete_at=now", ""),
        json("POST", "/api/v3/configure/last_cache",
            "{\"db\":\"fuzz\",\"table\":\"m\",\"key_columns\":[\"t\"],\"value_columns\":[\"f\"],\"count\":2,\"ttl\":60}"),
        json("DELETE", "/api/v3/configure/last_cache", "{\"db\":\"fuzz\",\"table\":\"m\",\"name\":\"c\"}"),
        json("POST", "/api/v3/configure/distinct_cache",
            "{\"db\":\"fuzz\",\"table\":\"m\",\"columns\":[\"t\"],\"name\":\"c\",\"max_cardinality\":5,\"max_age\":60}"),
        json("DELETE", "/api/v3/configure/distinct_cache?db=fuzz&table=m&name=c", ""),
        json("POST", "/api/v3/configure/token/admin", ""),
        json("POST", "/api/v3/configure/token/named_admin", "{\"token_name\":\"x\",\"expiry_secs\":60}"),
        json("POST", "/api/v3/enterprise/configure/token",
            "{\"token_name\":\"x\",\"permissions\":[{\"resource_type\":\"db\",\"resource_identifier\":[\"fuzz\"],\"actions\":[\"read\"]}]}"),
        json("DELETE", "/api/v3/configure/token?token_name=x", ""),
        json("POST", "/api/v3/backup", "{\"db\":\"fuzz\"}"), json("DELETE", "/api/v3/backup?id=1", ""),
        json("POST", "/api/v3/restore", "{\"catalog\":{\"a\":1},\"manifest\":{\"files\":[]},\"db\":\"y\"}"),
        json("POST", "/api/v3/restore/file?id=1&name=a/b.parquet&offset=0", "PAR1"),
        json("POST", "/api/v3/restore/commit?id=1", ""), json("DELETE", "/api/v3/restore?id=1", ""));
  }

  private static List<Kind> engine() {
    return List.of(
        json("POST", TRIGGER, "{\"db\":\"fuzz\",\"trigger_name\":\"x\",\"plugin_filename\":\"fuzz.py\",\"trigger_specification\":"
            + "\"request:x\",\"trigger_settings\":{\"run_async\":false,\"error_behavior\":\"log\"},\"trigger_arguments\":{\"a\":\"b\"},"
            + "\"disabled\":true}"),
        json("PATCH", TRIGGER, "{\"db\":\"fuzz\",\"trigger_name\":\"x\",\"trigger_specification\":\"every:10s\"}"),
        json("POST", TRIGGER + "/change", "{\"db\":\"fuzz\",\"trigger_name\":\"x\",\"trigger_specification\":\"cron:0 0 * * * *\"}"),
        json("DELETE", TRIGGER, "{\"db\":\"fuzz\",\"trigger_name\":\"x\",\"force\":true}"),
        json("POST", TRIGGER + "/disable?db=fuzz&trigger_name=x", "{\"db\":\"fuzz\",\"trigger_name\":\"x\"}"),
        json("POST", TRIGGER + "/run?db=fuzz&trigger_name=y", ""),
        json("POST", TRIGGER + "/replay", "{\"db\":\"fuzz\",\"trigger_name\":\"y\",\"from\":\"2022-01-01\",\"to\":\"5\",\"dry_run\":true}"),
        json("POST", TRIGGER + "/replay/resume?id=1", ""), json("DELETE", TRIGGER + "/replay?id=1", ""),
        json("POST", TRIGGER + "/dead_letters/replay?db=fuzz&trigger_name=fuzz&id=1", ""),
        json("DELETE", TRIGGER + "/dead_letters?db=fuzz&trigger_name=fuzz", ""),
        json("POST", "/api/v3/plugin_test/wal",
            "{\"filename\":\"none.py\",\"database\":\"fuzz\",\"input_lp\":\"m f=1\",\"input_arguments\":{\"a\":\"b\"}}"),
        json("POST", "/api/v3/plugin_test/schedule", "{\"filename\":\"none.py\",\"database\":\"fuzz\",\"schedule\":\"* * * * * *\"}"),
        json("POST", "/api/v3/plugin_test/request",
            "{\"filename\":\"none.py\",\"database\":\"fuzz\",\"query_parameters\":{\"a\":\"b\"},\"request_body\":\"x\"}"),
        json("POST", "/api/v3/plugins/files", "{\"plugin_name\":\"a/b.py\",\"content\":\"x = 1\"}"),
        json("PUT", "/api/v3/plugins/files?path=a/b.py", "x = 2"), json("DELETE", "/api/v3/plugins/files?path=a/b.py&force=true", ""),
        json("PUT", "/api/v3/plugins/directory",
            "{\"plugin_name\":\"x\",\"db\":\"fuzz\",\"files\":[{\"relative_path\":\"__init__.py\",\"content\":\"y\"}]}"),
        json("POST", "/api/v3/configure/plugin_environment/install_packages", "{\"packages\":[\"none\"]}"),
        json("POST", "/api/v3/configure/plugin_environment/install_requirements", "{\"requirements_location\":\"none.txt\"}"));
  }

  private static List<Kind> reading() {
    return Stream.of(
            "/api/v3/configure/database?format=json&show_deleted=true", "/api/v3/backup", "/api/v3/backup/file?id=1&name=a&offset=0&length=8",
            "/api/v3/plugins/files?path=fuzz.py", "/api/v3/engine/fuzz?q=1", TRIGGER + "/replay?id=1", "/health", "/ready", "/ping?verbose=1",
            "/metrics", "/api/v3/query_sql?db=fuzz&q=SELECT+1&format=parquet", "/query?q=SHOW+DATABASES&pretty=true&epoch=u&async=true")
        .map(target -> new Kind("GET", target, "", List.of(""))).toList();
  }

  private static Kind json(String method, String target, String text) {
    return new Kind(method, target, JSON, List.of(text));
  }

  private static List<String> forms() {
    return SELECTS.stream().map(text -> "q=" + TestServer.encode(text) + "&params=%7B%22p%22%3A1%7D&pretty=true").toList();
  }

  private static List<String> queries(List<String> texts) {
    return texts.stream().map(HostileKinds::query).toList();
  }

  /// A statement in the JSON that the v3 routes take.
  static String query(String text) {
    return "{\"db\":\"fuzz\",\"q\":\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\0", "\\u0000")
        + "\",\"params\":{\"p\":1},\"format\":\"csv\"}";
  }
}
