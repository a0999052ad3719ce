package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files into a server and out of it again.
class TransferTest {
  @TempDir
  static Path folder;

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.open(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Program.Ran run(String... words) {
    return server.program().run(words);
  }

  @Test
  void whatIsImportedComesOutAgain() throws IOException {
    String lines = """
        m\\,x,r=a\\ b,t\\=g=c\\,d b=true,f=1.5,i=-9223372036854775808i,s="q\\"u\\\\o
        te",u=18446744073709551615u 1
        m\\,x f=2.0 -5000000000
        z f=1.0E300 1700000000123456789
        """;
    Path file = Files.writeString(folder.resolve("rows.lp"), lines);
    Program.Ran imported = run("import", "-d", "rows", "--precision", "ns", file.toString());
    assertThat(imported.status()).as(imported.err()).isZero();
    Program.Ran exported = run("export", "-d", "rows", "-o", folder.resolve("out.lp").toString());
    assertThat(exported.status()).as(exported.err()).isZero();
    run("import", "-d", "again", "--precision", "ns", folder.resolve("out.lp").toString());
    for (String table : List.of("m,x", "z")) {
      String query = "SELECT * FROM \"" + table + "\" ORDER BY time";
      assertThat(server.sql("again", query)).isEqualTo(server.sql("rows", query));
    }
    assertThat(server.sql("again", "SELECT s FROM \"m,x\" WHERE time >= '1970-01-01'").body()).contains("q\\\"u\\\\o\\nte");
    Program.Ran span = run("export", "-d", "rows", "-t", "m,x", "--format", "csv", "--to", "1970-01-01");
    assertThat(span.out()).contains("1969-12-31T23:59:55").doesNotContain("1970-01-01");
  }

  @Test
  void anExportInParquetIsTheSameTableAgain() throws IOException {
    String lines = """
        home,room=a\\ b,floor=1 t=1.5,n=-9223372036854775808i,u=18446744073709551615u,ok=true,s="q\\"\nü" 1700000000123456789
        home,room=c t=2.5 -1
        home t=3.5 0
        """;
    assertThat(server.write("source", lines).status()).isEqualTo(204);
    Path file = folder.resolve("home.parquet");
    Program.Ran exported = run("export", "-d", "source", "-t", "home", "--format", "parquet", "-o", file.toString());
    assertThat(exported.status()).as(exported.err()).isZero();
    Program.Ran imported = run("import", "-d", "target", file.toString());
    assertThat(imported.status()).as(imported.err()).isZero();
    for (String query : List.of("SELECT * FROM home ORDER BY time",
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'home' ORDER BY column_name")) {
      assertThat(server.sql("target", query)).isEqualTo(server.sql("source", query));
    }
    assertThat(server.sql("target", "SELECT data_type FROM information_schema.columns WHERE column_name = 'room'").body())
        .contains("Dictionary");
  }

  @Test
  void dataFilesOfAServerAreTheirTablesAgain(@TempDir Path other) throws IOException {
    try (TestServer source = TestServer.open(other, "--wal-flush-interval", "100ms", "--wal-snapshot-size", "1")) {
      assertThat(source.write("files", "cpu,host=a,rack=r1 v=1.5,n=2i 1700000000000000001\ncpu,host=b v=2.5 1700000000000000002\n").status())
          .isEqualTo(204);
      Path file = source.awaitDataFiles(1).getFirst();
      Program.Ran imported = run("import", "-d", "files", "--table", "cpu", file.toString());
      assertThat(imported.status()).as(imported.err()).isZero();
      for (String query : List.of("SELECT * FROM cpu ORDER BY time",
          "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'cpu' ORDER BY column_name")) {
        assertThat(server.sql("files", query)).isEqualTo(source.sql("files", query));
      }
    }
  }

  @Test
  void aKilledImportGoesOnWhereItWas() throws IOException, InterruptedException {
    long seed = Long.getLong("millrace.seed", new Random().nextLong());
    System.out.println("seed " + seed);
    StringBuilder rows = new StringBuilder("time,host,v\n");
    for (int i = 0; i < 20_000; i++) {
      rows.append(1_700_000_000 + i).append(",h").append(i % 10).append(',').append(i).append('\n');
    }
    Path file = Files.writeString(folder.resolve("killed.csv"), rows);
    Path state = folder.resolve("killed.csv.import-state");
    String[] words = {"import", "-d", "killed", "--tags", "host", "--batch-size", "4KiB", file.toString()};
    Process process = server.program().builder(words).redirectErrorStream(true)
        .redirectOutput(folder.resolve("killed.log").toFile()).start();
    long stop = 1 + new Random(seed).nextInt(20_000);
    while (process.isAlive() && done(state) < stop) {
      Thread.onSpinWait();
    }
    process.destroyForcibly();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    boolean isWhole = process.exitValue() == 0;
    Program.Ran rest = run(words);
    assertThat(rest.status()).as(rest.err()).isZero();
    assertThat(isWhole || rest.err().contains("going on at line ")).as(rest.err()).isTrue();
    assertThat(server.sql("killed", "SELECT count(*) AS n, sum(v) AS s FROM killed").body()).contains("20000", "199990000");
    assertThat(state).doesNotExist();
  }

  /// How many records the state of an import says are stored.
  private static long done(Path state) {
    try {
      String text = Files.readString(state, StandardCharsets.UTF_8);
      return Arrays.stream(text.split("\"records\":")).skip(1).mapToLong(part -> Long.parseLong(part.split(",")[0])).sum();
    } catch (IOException notYet) {
      return 0;
    }
  }
}
