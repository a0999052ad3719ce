package millrace.server.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.query.ResultColumn;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;
import millrace.sql.SqlBatch;
import millrace.sql.SqlColumn;
import millrace.sql.SqlType;
import millrace.sql.duck.DuckBatch.Interval;
import org.junit.jupiter.api.Test;

class RowFormatTest {
  private static final long TIME = 1_641_024_000_000_000_000L;
  private static final List<SqlColumn> HOME = List.of(
      new SqlColumn("co", SqlType.INT64), new SqlColumn("hum", SqlType.FLOAT64), new SqlColumn("room", SqlType.TAG),
      new SqlColumn("time", SqlType.TIMESTAMP));
  private static final List<List<Object>> ROWS = List.of(
      Arrays.asList(0L, 35.9, "Kitchen", TIME),
      Arrays.asList(null, 1e10, "say \"a,b\"\n<x>", TIME + 120_000_000L),
      Arrays.asList(null, Double.NaN, null, TIME + 1_000L));

  @Test
  void json() {
    assertThat(write(RowFormat.JSON, HOME, ROWS)).isEqualTo(
        "[{\"co\":0,\"hum\":35.9,\"room\":\"Kitchen\",\"time\":\"2022-01-01T08:00:00\"},"
            + "{\"hum\":1.0e10,\"room\":\"say \\\"a,b\\\"\\n<x>\",\"time\":\"2022-01-01T08:00:00.120\"},"
            + "{\"hum\":null,\"time\":\"2022-01-01T08:00:00.000001\"}]");
    assertThat(write(RowFormat.JSON, HOME, List.of())).isEqualTo("[]");
  }

  @Test
  void jsonLines() {
    assertThat(write(RowFormat.JSON_LINES, HOME, ROWS.subList(0, 1)))
        .isEqualTo("{\"co\":0,\"hum\":35.9,\"room\":\"Kitchen\",\"time\":\"2022-01-01T08:00:00\"}\n");
    assertThat(write(RowFormat.JSON_LINES, HOME, List.of())).isEmpty();
  }

  @Test
  void csv() {
    assertThat(write(RowFormat.CSV, HOME, ROWS)).isEqualTo("""
        co,hum,room,time
        0,35.9,Kitchen,2022-01-01T08:00:00
        ,10000000000.0,"say ""a,b""
        <x>",2022-01-01T08:00:00.120
        ,NaN,,2022-01-01T08:00:00.000001
        """);
    assertThat(write(RowFormat.CSV, HOME, List.of())).isEmpty();
    assertThatThrownBy(() -> write(RowFormat.CSV, List.of(new SqlColumn("l", SqlType.LIST)), List.of()))
        .isInstanceOf(MillraceException.class).hasMessage("Nested type List is not supported in CSV, column l");
  }

  @Test
  void pretty() {
    assertThat(write(RowFormat.PRETTY, HOME, List.of(ROWS.get(0), Arrays.asList(null, null, "Zürich", TIME)))).isEqualTo("""
        +----+------+---------+---------------------+
        | co | hum  | room    | time                |
        +----+------+---------+---------------------+
        | 0  | 35.9 | Kitchen | 2022-01-01T08:00:00 |
        |    |      | Zürich  | 2022-01-01T08:00:00 |
        +----+------+---------+---------------------+""");
    assertThat(write(RowFormat.PRETTY, HOME, List.of())).isEqualTo("++\n++");
  }

  @Test
  void valuesOfEveryType() {
    Map<String, Object> struct = new LinkedHashMap<>();
    struct.put("value", 9.7);
    struct.put("time", new SqlBatch.Timestamp(TIME));
    List<SqlColumn> columns = List.of(
        new SqlColumn("b", SqlType.BOOLEAN), new SqlColumn("u", SqlType.UINT64), new SqlColumn("d", SqlType.DATE),
        new SqlColumn("t", SqlType.TIME), new SqlColumn("i", SqlType.INTERVAL), new SqlColumn("x", SqlType.BINARY),
        new SqlColumn("l", SqlType.LIST), new SqlColumn("s", SqlType.STRUCT), new SqlColumn("n", SqlType.NULL));
    List<Object> row = Arrays.asList(
        true, new BigInteger("18446744073709551615"), 18993L, 3_661_000_000_000L, new Interval(1, 2, 3_000_000),
        new byte[] {1, (byte) 0xab}, Arrays.asList(1L, 2L), struct, null);
    assertThat(write(RowFormat.JSON, columns, List.of(row))).isEqualTo("[{\"b\":true,\"u\":18446744073709551615,"
        + "\"d\":\"2022-01-01\",\"t\":\"01:01:01\",\"i\":\"1 mons 2 days 3.000000000 secs\",\"x\":\"01ab\",\"l\":[1,2],"
        + "\"s\":{\"value\":9.7,\"time\":\"2022-01-01T08:00:00\"}}]");
    assertThat(write(RowFormat.PRETTY, columns.subList(6, 8), List.of(row.subList(6, 8))))
        .contains("| [1, 2] | {value: 9.7, time: 2022-01-01T08:00:00} |");
  }

  @Test
  void acceptHeadersPickTheKnownFormatTheyLikeBest() {
    assertThat(RowFormat.accepted("text/csv;q=0.5, application/json")).contains(RowFormat.JSON);
    assertThat(RowFormat.accepted("text/plain; Q=0.2, text/csv ; charset=x; q=0.9, */*;q=0.1")).contains(RowFormat.CSV);
    assertThat(RowFormat.accepted("text/csv;q=0, text/plain;q=0.1")).contains(RowFormat.PRETTY);
    assertThat(RowFormat.accepted("text/csv;q=x")).contains(RowFormat.CSV);
    assertThat(RowFormat.accepted("")).contains(RowFormat.JSON);
    assertThat(RowFormat.accepted("text/html,application/xhtml+xml;q=0.9")).contains(RowFormat.JSON);
    assertThat(RowFormat.accepted("application/foo, text/csv;q=0.5")).contains(RowFormat.CSV);
    assertThat(RowFormat.accepted("application/foo")).isEmpty();
    assertThat(RowFormat.named("json_lines")).contains(RowFormat.JSON_LINES);
    assertThat(RowFormat.named("JSON")).isEmpty();
  }

  @Test
  void seriesBecomeRowsWithTheirMeasurementAndTags() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    RowWriter writer = RowFormat.JSON.writer(bytes);
    SeriesRows rows = new SeriesRows(writer);
    rows.begin(0);
    for (String host : List.of("a", "")) {
      rows.series(new ResultSeries(
          "cpu", new TreeMap<>(Map.of("host", host)), List.of("time", "mean"), ZoneOffset.UTC, true));
      rows.rows(new ResultRows(1, List.of(
          new ResultColumn.Times(new long[] {TIME}), new ResultColumn.Floats(new double[] {2}, null))));
    }
    rows.end();
    writer.end();
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(
        "[{\"iox::measurement\":\"cpu\",\"time\":\"2022-01-01T08:00:00\",\"host\":\"a\",\"mean\":2.0},"
            + "{\"iox::measurement\":\"cpu\",\"time\":\"2022-01-01T08:00:00\",\"mean\":2.0}]");
    assertThatThrownBy(() -> new SeriesRows(writer).failed(ErrorCode.BAD_QUERY, "no")).hasMessage("no");
  }

  private static String write(RowFormat format, List<SqlColumn> columns, List<? extends List<?>> rows) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    RowWriter writer = format.writer(bytes);
    writer.begin(columns);
    if (!rows.isEmpty()) {
      writer.batch(new RowList(rows));
    }
    writer.end();
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
