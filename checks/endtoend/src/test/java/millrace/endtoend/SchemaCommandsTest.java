package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands about tables, caches, retention periods and system tables: what they print.
class SchemaCommandsTest {
  @TempDir
  static Path folder;

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.open(folder);
    assertThat(out("create", "database", "foo", "--retention-period", "36h")).isEqualTo("Database \"foo\" created successfully\n");
    assertThat(out("create", "table", "bar", "-d", "foo", "--tags", "a,b", "--fields", "x:int64,y:utf8"))
        .isEqualTo("Table \"foo\".\"bar\" created successfully\n");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Program.Ran run(String... words) {
    return server.program().run(words);
  }

  private static String out(String... words) {
    Program.Ran ran = run(words);
    assertThat(ran.status()).as(ran.err()).isZero();
    return ran.out();
  }

  @Test
  void systemTablesAreListedShownAndSummed() {
    String list = out("show", "system", "-d", "foo", "table-list");
    assertThat(list).startsWith("+").contains("| table_name ")
        .contains("| [table, name, column_ids, column_names, max_cardinality, max_age_seconds] ")
        .contains("| [measurement, key, data_type] ")
        .contains("| [table, name, key_column_ids, key_column_names, value_column_ids, value_column_names, count, ttl] ")
        .contains("| [table_name, path, size_bytes, row_count, min_time, max_time] ")
        .contains("| [event_time, trigger_name, log_level, log_text] ");
    assertThat(out("show", "system", "-d", "foo", "table", "influxdb_schema", "--format", "csv", "-l", "2"))
        .isEqualTo("measurement,key,data_type\nbar,a,tag\nbar,b,tag\n\n");
    for (String unknown : new String[] {"meow", "bar"}) {
      Program.Ran ran = run("show", "system", "-d", "foo", "table", unknown);
      assertThat(ran.status()).isEqualTo(1);
      assertThat(ran.err()).startsWith("Show command failed: system table '" + unknown
          + "' not found: please use a valid system table name: [\"distinct_caches\", \"influxdb_schema\", \"last_caches\", ");
    }
    String summary = out("show", "system", "-d", "foo", "summary");
    assertThat(summary.lines().filter(line -> line.endsWith(" summary:"))).isSorted()
        .contains("distinct_caches summary:", "influxdb_schema summary:", "queries summary:").hasSizeGreaterThanOrEqualTo(8);
    assertThat(out("show", "summary", "--database", "foo").lines().filter(line -> line.endsWith(" summary:")))
        .hasSize((int) summary.lines().filter(line -> line.endsWith(" summary:")).count());
  }

  @Test
  void retentionPeriodsAreShownAndChanged() {
    assertThat(out("create", "database", "keep", "--retention-period", "30d")).contains("created");
    assertThat(out("show", "retention", "--format", "csv")).contains("keep,30d\n");
    assertThat(out("update", "database", "-d", "keep", "-r", "none")).isEqualTo("Database \"keep\" updated successfully\n");
    assertThat(out("show", "retention", "--database", "keep", "--format", "csv"))
        .isEqualTo("database_name,retention_period\nkeep,infinite\n\n");
    assertThat(out("show", "retention", "--database", "foo", "--format", "csv")).contains("foo,36h\n");
    assertThat(out("delete", "database", "keep", "-y")).isEqualTo("Database \"keep\" deleted successfully\n");
  }

  @Test
  void cachesAreMadeAndDeleted() {
    assertThat(out("create", "last_cache", "-d", "foo", "-t", "bar")).startsWith("new cache created: {\n  \"catalog_batch\": {\n")
        .contains("\"name\": \"bar_a_b_last_cache\"");
    assertThat(run("create", "last_cache", "-d", "foo", "-t", "bar").err()).contains("[409 Conflict]");
    assertThat(out("delete", "last_cache", "-d", "foo", "-t", "bar", "bar_a_b_last_cache")).isEqualTo("last cache deleted successfully\n");
    assertThat(out("create", "distinct_cache", "-d", "foo", "-t", "bar", "--columns", "a,b")).startsWith("new cache created: {\n");
    assertThat(out("delete", "distinct_cache", "-d", "foo", "-t", "bar", "-n", "bar_a_b_distinct_cache"))
        .isEqualTo("distinct cache deleted successfully\n");
  }

  @Test
  void answersGoToFilesAndTextsComeFromThem() throws Exception {
    Path file = folder.resolve("answer.parquet");
    assertThat(out("query", "-d", "foo", "--format", "parquet", "-o", file.toString(), "SELECT 1 AS x")).isEmpty();
    assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1)).startsWith("PAR1").endsWith("PAR1");
    Path text = Files.writeString(folder.resolve("query.sql"), "SELECT 2 AS y");
    assertThat(out("query", "--db", "_internal", "-f", text.toString(), "--format", "csv")).isEqualTo("y\n2\n\n");
    assertThat(server.program().runWith("SELECT 3 AS z", "query", "-d", "foo", "--format", "csv").out()).isEqualTo("z\n3\n\n");
    Program.Ran quiet = run("write", "-d", "foo", "-q", "bar,a=x,b=y x=1i 1");
    assertThat(quiet).isEqualTo(new Program.Ran(0, "", ""));
  }
}
