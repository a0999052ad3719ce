package millrace.datafile;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import millrace.columns.SeriesKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A reader that knows nothing of us finds the same rows.
class DuckDbReadsDataFileTest {
  @TempDir Path folder;

  @Test
  void findsEqualSumsInEveryColumn() throws Exception {
    Random random = new Random(11);
    for (Compression compression : Compression.values()) {
      for (int density : new int[] {100, 40}) {
        SampleTable table = SampleTable.random(random, 12, 5000, density);
        Path path = folder.resolve(compression + "-" + density + ".parquet");
        Files.write(path, table.write(compression, random).bytes());
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
          assertThat(summary(connection, path)).isEqualTo(summary(table));
        }
      }
    }
  }

  private static String summary(Connection connection, Path path) throws SQLException {
    String query =
        """
        SELECT count(*), sum(epoch_ns("time")), count(distinct host), count("zone"), count(distinct "zone"),
          count(f), 0, sum(i), sum(u), count(s), sum(strlen(s)), count(b), sum(b::int),
          sum("zone::float"), max(u)
        FROM read_parquet('PATH')"""
            .replace("PATH", path.toString());
    try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(query)) {
      result.next();
      StringBuilder text = new StringBuilder();
      for (int i = 1; i <= 15; i++) {
        text.append(i == 7 ? "" : result.getObject(i)).append(' ');
      }
      return text.toString();
    }
  }

  private static String summary(SampleTable table) {
    BigInteger rows = BigInteger.ZERO;
    BigInteger times = BigInteger.ZERO;
    Set<String> hosts = new HashSet<>();
    Set<String> zones = new HashSet<>();
    long zoned = 0;
    Sums sums = new Sums();
    for (Map.Entry<SeriesKey, ? extends Map<Long, Map<String, Object>>> series : table.rows.entrySet()) {
      Map<String, String> tags = series.getKey().tags();
      hosts.add(tags.get("host"));
      if (tags.containsKey("zone")) {
        zones.add(tags.get("zone"));
        zoned += series.getValue().size();
      }
      rows = rows.add(BigInteger.valueOf(series.getValue().size()));
      for (Map.Entry<Long, Map<String, Object>> row : series.getValue().entrySet()) {
        times = times.add(BigInteger.valueOf(row.getKey()));
        sums.add(row.getValue());
      }
    }
    return String.format(Locale.ROOT, "%s %s %s %s %s %s  %s %s %s %s %s %s %s %s ", rows, times,
        hosts.size(), zoned, zones.size(),
        sums.floats, sums.integers, sums.unsigned, sums.strings, sums.stringBytes, sums.booleans, sums.trues,
        sums.zones, sums.greatestUnsigned);
  }

  private static final class Sums {
    private long floats;
    private BigInteger integers = BigInteger.ZERO;
    private BigInteger unsigned = BigInteger.ZERO;
    private BigInteger greatestUnsigned = BigInteger.ZERO;
    private long strings;
    private long stringBytes;
    private long booleans;
    private long trues;
    private double zones;

    private void add(Map<String, Object> row) {
      floats += row.containsKey("f") ? 1 : 0;
      if (row.get("i") instanceof Long value) {
        integers = integers.add(BigInteger.valueOf(value));
      }
      if (row.get("u") instanceof Long value) {
        BigInteger big = new BigInteger(Long.toUnsignedString(value));
        unsigned = unsigned.add(big);
        greatestUnsigned = greatestUnsigned.max(big);
      }
      if (row.get("s") instanceof String value) {
        strings++;
        stringBytes += value.getBytes(StandardCharsets.UTF_8).length;
      }
      if (row.get("b") instanceof Boolean value) {
        booleans++;
        trues += value ? 1 : 0;
      }
      if (row.get("zone::float") instanceof Double value) {
        zones += value;
      }
    }
  }
}
