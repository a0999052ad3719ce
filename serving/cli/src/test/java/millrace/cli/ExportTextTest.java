package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExportTextTest {
  private static final ExportTable TABLE = new ExportTable("my table", Map.of(
      "room", CsvColumns.Kind.TAG, "n", CsvColumns.Kind.INT64, "u", CsvColumns.Kind.UINT64, "f", CsvColumns.Kind.FLOAT64,
      "s", CsvColumns.Kind.UTF8, "on", CsvColumns.Kind.BOOL, "time", CsvColumns.Kind.TIME));

  @Test
  void rowsBecomeLinesWithTheirTypes() throws IOException {
    String rows = """
        {"room":"a b","n":-1,"u":18446744073709551615,"f":1e300,"s":"q\\" \\\\ \\n","on":true,"time":"2023-11-14T22:13:20.000000001"}
        {"f":2.0,"time":"1969-12-31T23:59:59.999999999"}
        """;
    assertThat(lines(rows)).isEqualTo("""
        my\\ table,room=a\\ b n=-1i,u=18446744073709551615u,f=1e300,s="q\\" \\\\ \n",on=true 1700000000000000001
        my\\ table f=2.0 -1
        """);
  }

  @Test
  void rowsThatAreNotWholeAreAnError() {
    assertThatThrownBy(() -> lines("{\"f\":2.0,")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> lines("{\"room\":\"a\\nb\",\"f\":1}")).hasMessageContaining("no spelling");
  }

  @Test
  void instantsKeepTheirNanoseconds() {
    for (long nanos : new long[] {0, 1, -1, 60_000_000_000L, 1_700_000_000_000_000_001L, Long.MIN_VALUE + 1, Long.MAX_VALUE}) {
      assertThat(Instants.parse(Instants.text(nanos), 1)).isEqualTo(nanos);
    }
    assertThat(Instants.parse("2023-11-14T22:13:20+05:45", 1)).isEqualTo(1_699_979_300_000_000_000L);
    assertThat(Instants.parse("1700000000", 0)).isEqualTo(1_700_000_000_000_000_000L);
    assertThatThrownBy(() -> Instants.parse("2600-01-01", 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTableNamesAFileOfItsFolder() {
    assertThat(ExportCommand.fileName("cpu-1_x.y")).isEqualTo("cpu-1_x.y");
    assertThat(ExportCommand.fileName("../a b")).isEqualTo("%2E.%2Fa%20b");
  }

  private static String lines(String rows) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new JsonLinesToProtocol(TABLE).copy(new ByteArrayInputStream(rows.getBytes(StandardCharsets.UTF_8)), out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
