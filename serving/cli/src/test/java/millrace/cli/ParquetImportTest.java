package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import millrace.plugins.worker.PythonOptions;
import millrace.sql.duck.DuckConnection;
import millrace.sql.duck.DuckDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Parquet files that DuckDB wrote.
class ParquetImportTest {
  @TempDir
  Path folder;

  private final WriteServer server = new WriteServer();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void columnsOfEachTypeBecomeTagsAndFields() {
    Path file = written("all types.parquet", """
        SELECT * FROM (VALUES
          (TIMESTAMP_NS '2023-11-14 22:13:20.123456789', 'a b', -1::TINYINT, 18446744073709551615::UBIGINT, 0.5::FLOAT,
           1.25::DECIMAL(10, 2), true, 'q"\\', DATE '2026-01-02', TIME '01:02:03', TIMESTAMP '1970-01-01 00:00:01',
           '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::UUID, 'x'::ENUM('x', 'y')),
          (TIMESTAMP_NS '1969-12-31 23:59:59.999999999', NULL, 9223372036854775807, NULL, 'nan', NULL, NULL, NULL, NULL,
           NULL, NULL, NULL, NULL))
        AS rows(time, host, i, u, f, d, b, s, day, clock, seen, id, e)""");
    assertThat(run("--tags", "host,e", file.toString())).isZero();
    assertThat(server.bodies()).containsExactly("""
        all\\ types,host=a\\ b,e=x i=-1i,u=18446744073709551615u,f=0.5,d=1.25,b=true,s="q\\"\\\\",day="2026-01-02",\
        clock="01:02:03",seen=1000000000i,id="6ba7b810-9dad-11d1-80b4-00c04fd430c8" 1700000000123456789
        all\\ types i=9223372036854775807i -1
        """);
  }

  @Test
  void timesAreReadInEveryUnit() {
    for (String type : List.of("TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMPTZ", "DATE")) {
      Path file = written("t.parquet", "SELECT '2026-01-02 00:00:00+00'::" + type + " AS time, 1 AS v");
      assertThat(run("--table", "t", file.toString())).as(type).isZero();
      assertThat(server.bodies().getLast()).as(type).isEqualTo("t v=1i 1767312000000000000\n");
    }
    Path numbers = written("n.parquet", "SELECT 1767312000::BIGINT AS at, 1 AS v UNION ALL SELECT NULL, 2");
    assertThatThrownBy(() -> run("--time-column", "at", "--precision", "s", "--skip-errors", numbers.toString()))
        .hasMessage("1 record was refused, all others are stored");
    assertThat(said()).contains(numbers + ":2: no time");
    assertThat(server.bodies().getLast()).isEqualTo("n v=1i 1767312000000000000\n");
    Path text = written("x.parquet", "SELECT '2026-01-02T00:00:00Z' AS time, 1 AS v");
    assertThat(run(text.toString())).isZero();
    assertThat(server.bodies().getLast()).isEqualTo("x v=1i 1767312000000000000\n");
  }

  @Test
  void columnsWithoutAPlaceAreNamed() {
    Path file = written("nested.parquet", "SELECT now()::TIMESTAMP AS time, 1 AS v, [1, 2] AS list, {'a': 1} AS struct, 'x'::BLOB AS blob");
    assertThatThrownBy(() -> run(file.toString())).isInstanceOf(CommandFailure.class)
        .hasMessageContaining(file.toString()).hasMessageContaining("column 'list' is INTEGER[]").hasMessageContaining("--without list");
    assertThatThrownBy(() -> run("--without", "list", file.toString())).hasMessageContaining("column 'struct' is STRUCT(a INTEGER)");
    assertThatThrownBy(() -> run("--without", "list,struct", file.toString())).hasMessageContaining("column 'blob' is BLOB");
    assertThat(run("--without", "list,struct,blob", file.toString())).isZero();
    assertThat(server.bodies()).hasSize(1);
    assertThatThrownBy(() -> run("--tags", "room", file.toString())).hasMessageContaining("no column 'room' for a tag");
    Path other = written("o.parquet", "SELECT 1.5::DOUBLE AS time, 1 AS v, 2 AS w");
    assertThatThrownBy(() -> run(other.toString())).hasMessageContaining("column 'time' is DOUBLE, which is no time");
    assertThatThrownBy(() -> run("--time-column", "t", other.toString())).hasMessageContaining("no column 't'").hasMessageContaining("time, v, w");
  }

  @Test
  void typesCanBeOthers() {
    Path file = written("t.parquet", "SELECT TIMESTAMP '1970-01-01' AS time, 1 AS v, 2::UBIGINT AS u, 'inf'::DOUBLE AS f");
    assertThatThrownBy(() -> run("--types", "v:float64,u:int64", "--without", "f", file.toString(), "--dry-run", "--tags", "v"))
        .hasMessageContaining("is both");
    assertThat(run("--types", "v:float64,u:int64", "--without", "f", file.toString())).isZero();
    assertThat(server.bodies()).containsExactly("t v=1.0,u=2i 0\n");
    assertThatThrownBy(() -> run("--skip-errors", file.toString())).hasMessageContaining("1 record was refused");
    assertThat(said()).contains("column 'f' is infinite");
  }

  @Test
  void aBreakGoesOnAtItsRow() throws IOException {
    Path file = written("big.parquet", "SELECT make_timestamp(range * 1000000) AS time, range AS v FROM range(10000)");
    server.next(204, "");
    server.next(500, "stop");
    String[] words = {"--batch-size", "64KiB", file.toString()};
    assertThatThrownBy(() -> run(words)).hasMessageContaining("stop");
    long first = server.bodies().getFirst().lines().count();
    server.bodies().clear();
    assertThat(run(words)).isZero();
    assertThat(said()).contains("going on at row " + (first + 1));
    String rest = String.join("", server.bodies());
    assertThat(rest.lines().count()).isEqualTo(10_000 - first);
    assertThat(rest).startsWith("big v=" + first + "i ").endsWith("big v=9999i 9999000000000\n");

    server.next(204, "");
    server.next(500, "stop");
    assertThatThrownBy(() -> run(words)).hasMessageContaining("stop");
    Files.move(written("other.parquet", "SELECT make_timestamp(range) AS time, range AS v FROM range(10000)"), file,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> run(words)).hasMessageContaining("is not the file it was");
  }

  @Test
  void aPathIsNoPatternAndItsFoldersAreNoColumns() throws IOException {
    Path odd = Files.createDirectories(folder.resolve("year=2024"));
    Path file = Files.move(written("x.parquet", "SELECT TIMESTAMP '1970-01-01' AS time, 1 AS v"), odd.resolve("it's [a]*?.parquet"));
    assertThat(run("--table", "t", file.toString())).isZero();
    assertThat(server.bodies()).containsExactly("t v=1i 0\n");
  }

  @Test
  void damagedFilesAreRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("no.parquet"), "this is not Parquet");
    assertThatThrownBy(() -> run(text.toString())).isInstanceOf(CommandFailure.class).hasMessageContaining("not a Parquet file");
    Path file = written("cut.parquet", "SELECT make_timestamp(range) AS time, range AS v FROM range(10000)");
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 4; i < bytes.length / 2; i++) {
      bytes[i] ^= 0x55;
    }
    Files.write(file, bytes);
    assertThatThrownBy(() -> run(file.toString())).isInstanceOf(CommandFailure.class).hasMessageContaining(file.toString());
  }

  private Path written(String name, String rows) {
    Path file = folder.resolve(name);
    Path cache = PythonOptions.defaultCacheFolder(Map.of());
    try (DuckDatabase duck = new DuckDatabase(cache, number -> {
          throw new IllegalStateException();
        }, List.of(), List.of());
        DuckConnection connection = duck.connect()) {
      connection.execute("COPY (" + rows + ") TO '" + file + "' (FORMAT parquet, ROW_GROUP_SIZE 2048)");
    }
    return file;
  }

  private int run(String... words) {
    Command command = Commands.all().stream().filter(one -> one.path().equals("import")).findFirst().orElseThrow();
    List<String> all = new ArrayList<>(List.of("--database", "d", "--max-concurrent-requests", "1"));
    all.addAll(List.of(words));
    Arguments arguments = Arguments.parse(command, all, Map.of());
    return new ImportCommand(server.api(), new PrintStream(err, true, StandardCharsets.UTF_8), Map.of(), () -> 0, pause -> {})
        .run(arguments);
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
