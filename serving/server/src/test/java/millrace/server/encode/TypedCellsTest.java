package millrace.server.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import millrace.sql.SqlBatch;
import millrace.sql.SqlColumn;
import millrace.sql.SqlType;
import millrace.sql.duck.Cells;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Cells in arrays are written like the same cells as objects, in every format.
class TypedCellsTest {
  private static final long NANOS = 1_641_024_000_123_456_789L;
  private static final List<SqlColumn> COLUMNS = List.of(
      new SqlColumn("i", SqlType.INT64), new SqlColumn("u", SqlType.UINT64), new SqlColumn("f", SqlType.FLOAT64),
      new SqlColumn("b", SqlType.BOOLEAN), new SqlColumn("s", SqlType.UTF8), new SqlColumn("t", SqlType.TAG),
      new SqlColumn("time", SqlType.TIMESTAMP),
      new SqlColumn("local", SqlType.TIMESTAMP, List.of(), Optional.of("Europe/Paris")),
      new SqlColumn("d", SqlType.DATE), new SqlColumn("clock", SqlType.TIME), new SqlColumn("x,\"y", SqlType.UTF8));

  private static final List<List<Object>> ROWS = List.of(
      row(1L, new java.math.BigInteger("18446744073709551615"), 1.5, true, "a\"b\\c\n\u0001", "größe", NANOS, NANOS, 18_000L, 3_600_000_000_000L, ""),
      row(null, null, null, null, null, null, null, null, null, null, null),
      row(-7L, 3L, Double.NaN, false, "x,y", "\uD83D\uDE00", 0L, 0L, -1L, 0L, "tab\t"),
      row(Long.MIN_VALUE, 0L, Double.POSITIVE_INFINITY, true, "line\r\nend", "k".repeat(70_000), -1L, -1L, 0L, 1L, "\"\""));

  private static List<Object> row(Object... values) {
    return Arrays.asList(values);
  }

  /// The rows as arrays; those of a null hold what must not be seen.
  private record Typed() implements SqlBatch {
    @Override
    public int rows() {
      return ROWS.size();
    }

    @Override
    public Object value(int column, int row) {
      return ROWS.get(row).get(column);
    }

    @Override
    public Cells cells(int column) {
      boolean[] missing = new boolean[ROWS.size() + 1];
      long[] longs = new long[missing.length];
      double[] doubles = new double[missing.length];
      boolean[] booleans = new boolean[missing.length];
      int[] starts = new int[missing.length + 1];
      ByteArrayOutputStream texts = new ByteArrayOutputStream();
      for (int row = 0; row < ROWS.size(); row++) {
        starts[row] = texts.size();
        switch (value(column, row)) {
          case null -> {
            missing[row] = true;
            longs[row] = 99;
            doubles[row] = 99;
            booleans[row] = true;
          }
          case Number number when !(number instanceof Double) -> longs[row] = number.longValue();
          case Double number -> doubles[row] = number;
          case Boolean truth -> booleans[row] = truth;
          case Object text -> texts.writeBytes(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        starts[row + 1] = texts.size();
      }
      return switch (COLUMNS.get(column).type()) {
        case FLOAT64 -> new Cells.Doubles(doubles, missing);
        case BOOLEAN -> new Cells.Booleans(booleans, missing);
        case UTF8, TAG -> new Cells.Texts(texts.toByteArray(), starts, missing);
        default -> new Cells.Longs(longs, missing);
      };
    }
  }

  @ParameterizedTest
  @EnumSource(RowFormat.class)
  void areWrittenLikeObjects(RowFormat format) {
    byte[] boxed = written(format, new RowList(ROWS));
    assertThat(boxed).isNotEmpty();
    assertThat(written(format, new Typed())).isEqualTo(boxed);
  }

  private static byte[] written(RowFormat format, SqlBatch batch) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    RowWriter writer = format.writer(bytes);
    writer.begin(new ArrayList<>(COLUMNS));
    writer.batch(batch);
    writer.batch(batch);
    writer.end();
    return bytes.toByteArray();
  }
}
