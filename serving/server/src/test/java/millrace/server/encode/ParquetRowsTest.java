package millrace.server.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import millrace.base.MillraceException;
import millrace.sql.SqlColumn;
import millrace.sql.SqlType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What we write as Parquet, read by DuckDB.
class ParquetRowsTest {
  private static final long TIME = 1_641_024_000_123_456_789L;

  @TempDir Path folder;

  @Test
  void everyTypeComesBack() throws Exception {
    List<SqlColumn> columns = new ArrayList<>();
    for (SqlType type : List.of(SqlType.BOOLEAN, SqlType.INT64, SqlType.UINT64, SqlType.FLOAT64, SqlType.UTF8, SqlType.TAG,
        SqlType.TIMESTAMP, SqlType.DATE, SqlType.TIME, SqlType.DURATION, SqlType.BINARY, SqlType.NULL)) {
      columns.add(new SqlColumn("c_" + type, type));
    }
    columns.add(new SqlColumn("c_ZONED", SqlType.TIMESTAMP, List.of(), Optional.of("UTC")));
    List<Object> full = Arrays.asList(true, Long.MIN_VALUE, BigInteger.TWO.pow(64).subtract(BigInteger.ONE), -0.5, "Zürich\n🙂",
        "", TIME, 18_993L, 3_723_000_000_000L, Duration.ofNanos(-5), new byte[] {0, -1}, null, TIME);
    List<Object> empty = new ArrayList<>(java.util.Collections.nCopies(columns.size(), null));
    List<Object> other = Arrays.asList(false, 7L, 8L, Double.POSITIVE_INFINITY, "b", "t", 0L, -1L, 0L, Duration.ofDays(1),
        new byte[0], null, 0L);
    assertThat(read(write(columns, List.of(full, empty, other)), "SELECT c_BOOLEAN, c_INT64, c_UINT64,"
        + " c_FLOAT64, c_UTF8, c_TAG, c_TIMESTAMP::VARCHAR, c_DATE::VARCHAR, c_TIME::VARCHAR, c_DURATION, hex(c_BINARY), c_NULL,"
        + " epoch_us(c_ZONED::TIMESTAMPTZ) FROM f"))
        .containsExactly(
            "true|-9223372036854775808|18446744073709551615|-0.5|Zürich\n🙂||2022-01-01 08:00:00.123456789|2022-01-01|01:02:03"
                + "|-5|00FF|null|1641024000123457",
            "null|null|null|null|null|null|null|null|null|null|null|null|null",
            "false|7|8|Infinity|b|t|1970-01-01 00:00:00|1969-12-31|00:00:00|86400000000000||null|0");
  }

  @Test
  void rowsOfManyGroupsComeBackInOrder() throws Exception {
    List<SqlColumn> columns = List.of(new SqlColumn("i", SqlType.INT64), new SqlColumn("s", SqlType.UTF8),
        new SqlColumn("b", SqlType.BOOLEAN));
    List<List<Object>> rows = new ArrayList<>();
    for (long i = 0; i < 150_000; i++) {
      rows.add(Arrays.asList(i, i % 3 == 0 ? null : "s" + i, i % 5 == 0 ? null : (Object) (i % 2 == 0)));
    }
    Path file = write(columns, rows);
    assertThat(read(file, "SELECT count(*), sum(i), count(s), count(*) FILTER (s = 's' || i), count(b),"
        + " count(*) FILTER (b = (i % 2 = 0)) FROM f")).containsExactly("150000|11249925000|100000|100000|120000|120000");
    assertThat(read(file, "SELECT count(*) FROM (SELECT i, row_number() OVER () AS n FROM f) WHERE i = n - 1"))
        .containsExactly("150000");
    assertThat(read(file, "SELECT count(DISTINCT row_group_id) FROM parquet_metadata(getvariable('file'))")).containsExactly("3");
  }

  @Test
  void longTextsFillAGroupBeforeItsRowsDo() throws Exception {
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < 1024; i++) {
      rows.add(List.of("x".repeat(20_000)));
    }
    Path file = write(List.of(new SqlColumn("s", SqlType.UTF8)), rows);
    assertThat(read(file, "SELECT count(*), sum(length(s)) FROM f")).containsExactly("1024|20480000");
    assertThat(read(file, "SELECT max(row_group_num_rows) < 1024 FROM parquet_metadata(getvariable('file'))")).containsExactly("true");
  }

  @Test
  void noRowsAreAFileToo() throws Exception {
    assertThat(read(write(List.of(new SqlColumn("v", SqlType.FLOAT64)), List.of()), "SELECT * FROM f")).isEmpty();
  }

  @Test
  void whatHasNoFlatPlaceIsRefused() {
    for (SqlType type : List.of(SqlType.LIST, SqlType.STRUCT, SqlType.INTERVAL)) {
      RowWriter writer = RowFormat.PARQUET.writer(new ByteArrayOutputStream());
      assertThatThrownBy(() -> writer.begin(List.of(new SqlColumn("c", type))))
          .isInstanceOf(MillraceException.class)
          .hasMessage("type " + type.arrowName() + " is not supported in Parquet, column c");
    }
  }

  private Path write(List<SqlColumn> columns, List<List<Object>> rows) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    RowWriter writer = RowFormat.PARQUET.writer(bytes);
    writer.begin(columns);
    for (int from = 0; from < rows.size(); from += 1000) {
      writer.batch(new RowList(rows.subList(from, Math.min(rows.size(), from + 1000))));
    }
    writer.end();
    Path file = folder.resolve("f.parquet");
    Files.write(file, bytes.toByteArray());
    assertThat(new String(bytes.toByteArray(), 0, 4, StandardCharsets.US_ASCII)).isEqualTo("PAR1");
    return file;
  }

  /// The rows of a query over the file, which is `f` in it: cells joined by bars.
  private static List<String> read(Path file, String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET VARIABLE file = '" + file + "'");
      statement.execute("CREATE VIEW f AS SELECT * FROM read_parquet('" + file + "')");
      try (ResultSet result = statement.executeQuery(query)) {
        int width = result.getMetaData().getColumnCount();
        while (result.next()) {
          List<String> cells = new ArrayList<>();
          for (int column = 1; column <= width; column++) {
            cells.add(String.valueOf(result.getObject(column)));
          }
          rows.add(String.join("|", cells));
        }
      }
    }
    return rows;
  }
}
