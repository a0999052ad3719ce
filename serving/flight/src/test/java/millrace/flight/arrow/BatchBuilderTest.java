package millrace.flight.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import millrace.base.MillraceException;
import millrace.flight.arrow.BatchBuilder.Source;
import millrace.query.ResultColumn;
import millrace.sql.SqlBatch;
import millrace.sql.SqlColumn;
import millrace.sql.SqlType;
import millrace.sql.duck.DuckBatch;
import org.junit.jupiter.api.Test;

/// What is written, Arrow's own library reads.
class BatchBuilderTest {
  private static final long T0 = 1_641_024_000_000_000_001L;

  @Test
  void everyTypeIsReadAsItWas() throws Exception {
    SqlColumn value = new SqlColumn("value", SqlType.FLOAT64);
    SqlColumn time = new SqlColumn("time", SqlType.TIMESTAMP);
    ArrowSchema schema = ResultTypes.schema(List.of(
        new SqlColumn("b", SqlType.BOOLEAN), new SqlColumn("i", SqlType.INT64), new SqlColumn("u", SqlType.UINT64),
        new SqlColumn("f", SqlType.FLOAT64), new SqlColumn("s", SqlType.UTF8), new SqlColumn("t", SqlType.TAG),
        new SqlColumn("ts", SqlType.TIMESTAMP),
        new SqlColumn("z", SqlType.TIMESTAMP, List.of(), Optional.of("Europe/Berlin")),
        new SqlColumn("d", SqlType.DATE), new SqlColumn("tm", SqlType.TIME), new SqlColumn("du", SqlType.DURATION),
        new SqlColumn("iv", SqlType.INTERVAL), new SqlColumn("by", SqlType.BINARY), SqlColumn.listOf("l", SqlType.INT64),
        new SqlColumn("st", SqlType.STRUCT, List.of(value, time), Optional.empty()), new SqlColumn("n", SqlType.NULL)));
    Map<String, Object> struct = new LinkedHashMap<>();
    struct.put("value", 1.5);
    struct.put("time", new SqlBatch.Timestamp(T0));
    Object[] full = {
      true, -5L, new BigInteger("18446744073709551615"), 2.5, "ä\"x", "tag", T0, T0, 19_000L, 3_600_000_000_000L,
      Duration.ofMillis(1234), new DuckBatch.Interval(1, 2, 3_000_000), new byte[] {1, 2}, Arrays.asList(1L, null, 3L), struct, null};
    ArrowText.Content content = written(schema, List.of(full, new Object[full.length], full));
    assertThat(content.schema()).startsWith("Schema<b: Bool, i: Int(64, true), u: Int(64, false), f: FloatingPoint(DOUBLE),"
        + " s: Utf8, t: Utf8, ts: Timestamp(NANOSECOND, null), z: Timestamp(NANOSECOND, Europe/Berlin), d: Date(DAY),"
        + " tm: Time(NANOSECOND, 64), du: Duration(NANOSECOND), iv: Interval(MONTH_DAY_NANO), by: Binary, l: List<item: Int(64, true)>,"
        + " st: Struct<value: FloatingPoint(DOUBLE), time: Timestamp(NANOSECOND, null)>, n: Null>");
    assertThat(content.rows()).hasSize(3);
    assertThat(content.rows().get(0)).startsWith("true, -5, -1, 2.5, ä\"x, tag, 2022-01-01T08:00:00.000000001, 1641024000000000001,"
        + " 19000, 3600000000000, PT1.234S, ").contains("[1,null,3]").contains("{\"value\":1.5,").endsWith(", null");
    assertThat(content.rows().get(1)).isEqualTo(String.join(", ", java.util.Collections.nCopies(16, "null")));
    assertThat(withoutIdentity(content.rows().get(2))).isEqualTo(withoutIdentity(content.rows().get(0)));
  }

  /// Arrow's library shows bytes by their identity.
  private static String withoutIdentity(String row) {
    return row.replaceAll("\\[B@[0-9a-f]+", "bytes");
  }

  @Test
  void storedColumnsSayWhatTheyAre() {
    assertThat(ResultTypes.stored(SqlType.TAG)).containsValue("iox::column_type::tag");
    assertThat(ResultTypes.stored(SqlType.UINT64)).containsValue("iox::column_type::field::uinteger");
    assertThat(ResultTypes.described("x", "Dictionary(Int32, Utf8)", true, true).type()).isEqualTo(new ArrowType.Utf8());
    assertThat(ResultTypes.described("time", "Timestamp(ns)", false, true))
        .isEqualTo(new ArrowField("time", new ArrowType.Timestamp(Optional.empty()), false, ResultTypes.TIME));
  }

  @Test
  void batchesStaySmallWhateverTheRowsAre() throws Exception {
    ArrowSchema schema = ArrowSchema.of(ArrowField.nullable("s", new ArrowType.Utf8()));
    List<Integer> sizes = new ArrayList<>();
    BatchBuilder builder = new BatchBuilder(schema, (header, body) -> sizes.add(body.remaining()));
    String large = "x".repeat(1 << 16);
    for (int i = 0; i < 100; i++) {
      builder.row(_ -> large);
    }
    String[] texts = new String[20_000];
    Arrays.fill(texts, 0, 10_000, "");
    Arrays.fill(texts, 10_000, 20_000, "ä".repeat(1 << 12));
    builder.rows(texts.length, List.of(new Source.Cells(new ResultColumn.Strings(texts), false)));
    builder.finish();
    assertThat(sizes).allMatch(size -> size < 4_000_000).hasSizeGreaterThan(40);
  }

  @Test
  void batchesHaveAtMost8192Rows() throws Exception {
    ArrowSchema schema = ArrowSchema.of(ArrowField.nullable("i", new ArrowType.Int(64, true)));
    AtomicInteger batches = new AtomicInteger();
    BatchBuilder builder = new BatchBuilder(schema, (header, body) -> batches.incrementAndGet());
    builder.rows(20_000, List.of(new Source.Cells(new ResultColumn.Integers(new long[20_000], null), false)));
    builder.finish();
    builder.finish();
    assertThat(batches).hasValue(3);
  }

  @Test
  void typedColumnsKeepTheirGaps() throws Exception {
    ArrowSchema schema = ArrowSchema.of(
        ArrowField.nullable("i", new ArrowType.Float64()), ArrowField.nullable("f", new ArrowType.Float64()),
        ArrowField.nullable("b", new ArrowType.Bool()), ArrowField.nullable("c", new ArrowType.Utf8()));
    boolean[] missing = {false, true, false};
    ArrowText text = new ArrowText().add(schema.message(), new byte[0]);
    BatchBuilder builder = new BatchBuilder(schema, (header, body) -> text.add(header, bytes(body)));
    builder.rows(3, List.of(
        new Source.Cells(new ResultColumn.Integers(new long[] {1, 2, 3}, missing), true),
        new Source.Cells(new ResultColumn.Floats(new double[] {1.5, 2, Double.NaN}, missing), false),
        new Source.Cells(new ResultColumn.Booleans(new boolean[] {true, true, false}, missing), false),
        new Source.Constant("c")));
    builder.finish();
    assertThat(text.read().rows()).containsExactly("1.0, 1.5, true, c", "null, null, null, c", "3.0, null, false, c");
  }

  @Test
  void numbersThatDoNotFitAreRefused() {
    ArrowSchema schema = ArrowSchema.of(ArrowField.nullable("i", new ArrowType.Int(64, true)));
    BatchBuilder builder = new BatchBuilder(schema, (header, body) -> {});
    assertThatThrownBy(() -> builder.row(_ -> BigInteger.ONE.shiftLeft(63)))
        .isInstanceOf(MillraceException.class).hasMessageContaining("does not fit into 64 bits");
  }

  private static ArrowText.Content written(ArrowSchema schema, List<Object[]> rows) throws Exception {
    ArrowText text = new ArrowText().add(schema.message(), new byte[0]);
    BatchBuilder builder = new BatchBuilder(schema, (header, body) -> text.add(header, bytes(body)));
    for (Object[] row : rows) {
      builder.row(column -> row[column]);
    }
    builder.finish();
    return text.read();
  }

  private static byte[] bytes(java.nio.ByteBuffer body) {
    byte[] copy = new byte[body.remaining()];
    body.get(copy);
    return copy;
  }
}
