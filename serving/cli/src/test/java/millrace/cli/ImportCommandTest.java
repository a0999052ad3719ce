package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {
  private static final String REFUSED = """
      {"error":"partial write of line protocol occurred","data":[
      {"error_message":"no field","line_number":2,"original_line":"bad"}]}""";

  private static final long NOW = 1_700_000_000_123_456_789L;

  @TempDir
  Path folder;

  private final WriteServer server = new WriteServer();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<Long> pauses = new ArrayList<>();
  private long now = NOW;

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void linesAreSentInOrderInBatchesThatEndAtLines() {
    Path file = file("a.lp", "m v=1 1\nm v=2 2\nm v=3 3\n");
    assertThat(run("--batch-size", "10", file.toString())).isZero();
    assertThat(server.bodies()).containsExactly("m v=1 1\nm v=2 2\n", "m v=3 3\n");
    assertThat(said()).contains("imported 3 records of 1 file");
    assertThat(folder.resolve("a.lp.import-state")).doesNotExist();
  }

  @Test
  void aGzippedExportOfAnOlderInfluxDbIsRead() throws IOException {
    Path file = folder.resolve("old.lp.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("# DDL\nCREATE DATABASE x WITH NAME autogen\n# DML\n# CONTEXT-DATABASE:x\nm v=1 1\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(run(file.toString())).isZero();
    assertThat(server.bodies()).containsExactly("m v=1 1\n");
  }

  @Test
  void whatStoppedItIsNotSentAgain() {
    Path file = file("a.lp", "m v=1 1\nm v=2 2\nm v=3 3\nm v=4 4\n");
    server.next(204, "");
    server.next(500, "disk on fire");
    assertThatThrownBy(() -> run("--batch-size", "8", file.toString()))
        .isInstanceOf(CommandFailure.class).hasMessageContaining("500").hasMessageContaining("disk on fire");
    server.bodies().clear();
    assertThat(run("--batch-size", "8", file.toString())).isZero();
    assertThat(server.bodies()).containsExactly("m v=2 2\n", "m v=3 3\n", "m v=4 4\n");
    assertThat(said()).contains("going on at line 2");
  }

  @Test
  void aFileThatChangedBeforeThePlaceIsNotGoneOnWith() throws IOException {
    Path file = file("a.lp", "m v=1 1\nm v=2 2\n");
    server.next(204, "");
    server.next(500, "");
    assertThatThrownBy(() -> run("--batch-size", "8", file.toString())).isInstanceOf(CommandFailure.class);
    Files.writeString(file, "m v=7 1\nm v=2 2\n");
    assertThatThrownBy(() -> run("--batch-size", "8", file.toString()))
        .isInstanceOf(CommandFailure.class).hasMessageContaining("before line 2").hasMessageContaining("--restart");
    server.bodies().clear();
    assertThat(run("--batch-size", "8", "--restart", file.toString())).isZero();
    assertThat(server.bodies()).hasSize(2);
  }

  @Test
  void aServerThatIsBusyIsAskedAgain() {
    Path file = file("a.lp", "m v=1 1\n");
    server.next(503, "busy");
    server.next(429, "busy");
    assertThat(run(file.toString())).isZero();
    assertThat(server.bodies()).hasSize(3);
    assertThat(pauses).containsExactly(250L, 500L);
    for (int i = 0; i < 3; i++) {
      server.next(503, "busy");
    }
    assertThatThrownBy(() -> run("--retries", "2", file.toString())).isInstanceOf(CommandFailure.class).hasMessageContaining("503");
  }

  @Test
  void refusedLinesAreNamedByFileAndLine() throws IOException {
    Path file = file("a.lp", "# comment\nm v=1 1\nbad\nm v=3 3\n");
    server.next(400, REFUSED);
    assertThatThrownBy(() -> run(file.toString())).isInstanceOf(CommandFailure.class).hasMessageContaining("--skip-errors");
    assertThat(said()).contains(file + ":3: no field: bad");
    // Corrected, the same command stores what is left.
    Files.writeString(file, "# comment\nm v=1 1\nm v=2 2\nm v=3 3\n");
    assertThat(run(file.toString())).isZero();
  }

  @Test
  void refusedLinesCanBeLeftOutAndStillEndWithAFailure() {
    Path file = file("a.csv", "time,v\n2020-01-01,1\nyesterday,2\n2020-01-03,x\n");
    assertThatThrownBy(() -> run("--skip-errors", "--types", "v:int64", file.toString()))
        .isInstanceOf(CommandFailure.class).hasMessage("2 records were refused, all others are stored");
    assertThat(said()).contains(file + ":3: 'yesterday' is not a time").contains(file + ":4: column 'v' is int64");
    assertThat(server.bodies()).containsExactly("a v=1i 1577836800000000000\n");
  }

  @Test
  void rowsOfCsvBecomeLines() {
    Path file = file("rooms.csv", """
        \uFEFFwhen,room,temp,n,on,note
        2023-11-14T22:13:20.5Z,living room,21.5,1,true,"say ""hi"", you"
        2023-11-14 22:13:21,kitchen,7,2,false,
        1700000002,,1e3,3,TRUE,x
        """);
    assertThat(run("--tags", "room", "--time-column", "when", "--table", "t 1", file.toString())).isZero();
    assertThat(server.bodies()).containsExactly("""
        t\\ 1,room=living\\ room temp=21.5,n=1i,on=true,note="say \\"hi\\", you" 1700000000500000000
        t\\ 1,room=kitchen temp=7.0,n=2i,on=false 1700000001000000000
        t\\ 1 temp=1000.0,n=3i,on=true,note="x" 1700000002000000000
        """);
  }

  @Test
  void csvGoesOnBehindWhatIsStored() {
    Path file = file("a.csv", "time,v\n1,\"a\nb\"\n2,c\n3,d\n");
    server.next(204, "");
    server.next(500, "");
    assertThatThrownBy(() -> run("--batch-size", "12", "--precision", "s", file.toString())).isInstanceOf(CommandFailure.class);
    server.bodies().clear();
    assertThat(run("--batch-size", "12", "--precision", "s", file.toString())).isZero();
    assertThat(server.bodies()).allSatisfy(body -> assertThat(body).doesNotContain("\"a"));
    assertThat(String.join("", server.bodies())).isEqualTo("a v=\"c\" 2000000000\na v=\"d\" 3000000000\n");
  }

  @Test
  void whatCannotBeReadIsSaid() {
    assertThatThrownBy(() -> run("missing.lp")).hasMessageContaining("missing.lp is not a file");
    assertThatThrownBy(() -> run(file("a.parquet", "PAR1").toString())).hasMessageContaining("too short");
    assertThatThrownBy(() -> run(file("a.dat", "x").toString())).isInstanceOf(UsageError.class);
    assertThatThrownBy(() -> run(file("b.csv", "a,b\n1,2\n").toString())).hasMessageContaining("no column 'time'");
    assertThatThrownBy(() -> run(file("c.csv", "#group,true\na,b\n").toString())).hasMessageContaining("no #datatype");
    assertThatThrownBy(() -> run(file("d.csv", "#datatype,double\n,_value\n,1\n").toString())).hasMessageContaining("no measurement");
    assertThat(server.bodies()).isEmpty();
  }

  @Test
  void theBarShowsHowFarItIs() {
    ImportProgress progress = new ImportProgress(new PrintStream(err), false, false);
    progress.batch("a.lp", 1500, 1, 2);
    assertThat(progress.bar("a.lp", 50, 200, 2)).isEqualTo("a.lp [#######-----------------------]  25% 1,500 records, 750/s, 6.0 s left");
  }

  @Test
  void resultsOfInfluxDb2AreRead() {
    Path file = file("flux.csv", """
        #group,false,false,true,true,false,false,true,true,true
        #datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,double,string,string,string
        #default,_result,,,,,,,,
        ,result,table,_start,_stop,_time,_value,_field,_measurement,host
        ,,0,2020-01-01T00:00:00Z,2020-01-02T00:00:00Z,2020-01-01T00:00:01Z,1.5,load,cpu,a b
        ,,0,2020-01-01T00:00:00Z,2020-01-02T00:00:00Z,2020-01-01T00:00:02Z,x,load,cpu,a b

        #group,false,false,false,true,true,false
        #datatype,string,long,dateTime:RFC3339,string,string,long
        #default,_result,,,,,
        ,result,table,_time,_measurement,host,users
        ,,1,2020-01-01T00:00:03Z,sessions,a,7
        """);
    assertThatThrownBy(() -> run("--skip-errors", file.toString())).hasMessage("1 record was refused, all others are stored");
    assertThat(server.bodies()).containsExactly(
        "cpu,host=a\\ b load=1.5 1577836801000000000\nsessions,host=a users=7i 1577836803000000000\n");
    assertThat(said()).contains("flux.csv:6: field 'load' cannot hold 'x', its #datatype says otherwise");
  }

  @Test
  void annotatedCsvForWritingGoesOnWithItsHeader() {
    Path file = file("typed.csv", """
        #datatype measurement,tag,double,long,unsignedLong,boolean,string,ignored,dateTime:RFC3339
        m,host,f,i,u,b,s,comment,time
        cpu,a,1.5,-2,3,true,x,no,1970-01-01T00:00:01Z
        cpu,b,2.5,,,,,no,1970-01-01T00:00:02Z
        """);
    server.next(204, "");
    server.next(500, "stop");
    assertThatThrownBy(() -> run("--batch-size", "150", file.toString())).hasMessageContaining("stop");
    assertThat(server.bodies().getFirst()).isEqualTo("cpu,host=a f=1.5,i=-2i,u=3u,b=true,s=\"x\" 1000000000\n");
    server.bodies().clear();
    assertThat(run("--batch-size", "150", file.toString())).isZero();
    assertThat(server.bodies()).containsExactly("cpu,host=b f=2.5 2000000000\n");
  }

  @Test
  void linesWithoutATimeGetThatOfTheImport() {
    String lines = "m v=1\nm,t=a\\ 1 v=1,s=\"x 12\"\r\nm v=2 5\nm s=\"a\n 7\" \n  m v=1 -3\nbad\nm v=9";
    Path file = file("a.lp", lines);
    server.next(204, "");
    server.next(500, "stop");
    assertThatThrownBy(() -> run("--batch-size", "7", file.toString())).hasMessageContaining("stop");
    server.bodies().clear();
    // The same time, although it is later now.
    now++;
    assertThat(run(file.toString())).isZero();
    assertThat(server.bodies()).containsExactly("m,t=a\\ 1 v=1,s=\"x 12\" " + NOW + "\nm v=2 5\nm s=\"a\n 7\" " + NOW
        + "\n  m v=1 -3\nbad\nm v=9 " + NOW + "\n");
    assertThat(run("--precision", "ms", file("b.lp", "m v=1\n").toString())).isZero();
    assertThat(server.bodies().getLast()).isEqualTo("m v=1 " + now / 1_000_000 + "\n");
  }

  @Test
  void severalRequestsAreUnderWayAndOnlyTheFirstOfThemCount() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      lines.append("m v=").append(i).append(' ').append(i).append('\n');
    }
    Path file = file("a.lp", lines.toString());
    server.next(204, "");
    server.next(204, "");
    server.next(500, "stop");
    assertThatThrownBy(() -> run("--max-concurrent-requests", "4", "--batch-size", "20", file.toString())).hasMessageContaining("stop");
    assertThat(run("--max-concurrent-requests", "4", "--batch-size", "20", file.toString())).isZero();
    List<String> stored = server.stored().stream().flatMap(String::lines).distinct().sorted().toList();
    assertThat(stored).containsExactlyElementsOf(lines.toString().lines().sorted().toList());
  }

  @Test
  void aDryRunReadsAllAndSendsNothing() {
    Path file = file("a.csv", "time,host,v\n2020-01-01,a,1\nyesterday,a,2\n");
    assertThatThrownBy(() -> run("--dry-run", "--tags", "host", file.toString())).hasMessage("1 record was refused");
    assertThat(said()).contains("table a: time is the time, host tag, v int64").contains(":3: 'yesterday' is not a time")
        .contains("sent nothing");
    assertThat(server.bodies()).isEmpty();
    assertThat(folder.resolve("a.csv.import-state")).doesNotExist();
  }

  private int run(String... words) {
    Command command = Commands.all().stream().filter(one -> one.path().equals("import")).findFirst().orElseThrow();
    List<String> all = new ArrayList<>(List.of("--database", "d"));
    if (!List.of(words).contains("--max-concurrent-requests")) {
      all.addAll(List.of("--max-concurrent-requests", "1"));
    }
    all.addAll(List.of(words));
    Arguments arguments = Arguments.parse(command, all, Map.of());
    return new ImportCommand(server.api(), new PrintStream(err, true, StandardCharsets.UTF_8), Map.of(), () -> now, pauses::add).run(arguments);
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private Path file(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
