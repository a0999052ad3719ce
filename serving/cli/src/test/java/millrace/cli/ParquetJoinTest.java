package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import millrace.plugins.worker.PythonOptions;
import millrace.sql.duck.DuckConnection;
import millrace.sql.duck.DuckDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetJoinTest {
  @TempDir
  Path folder;

  @Test
  void filesAreOneAlsoAfterABreak() throws IOException {
    Path whole = folder.resolve("whole.parquet");
    Path kept = folder.resolve("kept");
    try (DuckDatabase duck = new DuckDatabase(PythonOptions.defaultCacheFolder(Map.of()), number -> {
          throw new IllegalStateException();
        }, List.of(), List.of());
        DuckConnection connection = duck.connect();
        FileChannel channel = FileChannel.open(whole, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      byte[] first = written(connection, "range(5000)");
      byte[] second = written(connection, "range(5000, 5001)");
      byte[] third = written(connection, "range(5001, 9000)");
      ParquetJoin join = new ParquetJoin();
      long end = join.append(new ByteArrayInputStream(first), channel, 0);
      join.append(new ByteArrayInputStream(third), channel, end);
      // The state knows of the first only.
      join.save(kept);
      ParquetJoin again = new ParquetJoin();
      again.load(kept, end);
      end = again.append(new ByteArrayInputStream(second), channel, end);
      again.save(kept);
      again = new ParquetJoin();
      again.load(kept, end);
      byte[] cut = java.util.Arrays.copyOf(third, third.length - 9);
      ParquetJoin broken = again;
      long at = end;
      assertThatThrownBy(() -> broken.append(new ByteArrayInputStream(cut), channel, at)).hasMessageContaining("broke off");
      end = again.append(new ByteArrayInputStream(third), channel, end);
      channel.position(end);
      again.finish(Channels.newOutputStream(channel));
      String from = " FROM read_parquet('" + whole + "')";
      assertThat(connection.queryText("SELECT count(*) || ' ' || sum(n) || ' ' || count(DISTINCT t) || ' ' || max(t)" + from, List.of()))
          .isEqualTo("9000 40495500 7 t6");
      assertThat(connection.queryText("SELECT count(*)::VARCHAR" + from + " WHERE t = 't3' AND n = 5000", List.of())).isEqualTo("0");
      byte[] other = written(connection, "range(1)", "1 AS other");
      ParquetJoin last = again;
      assertThatThrownBy(() -> last.append(new ByteArrayInputStream(other), channel, at)).hasMessageContaining("columns changed");
    }
  }

  private byte[] written(DuckConnection connection, String range) throws IOException {
    return written(connection, range, "range AS n, 't' || range % 7 AS t");
  }

  private byte[] written(DuckConnection connection, String range, String columns) throws IOException {
    Path file = folder.resolve("one.parquet");
    connection.execute("COPY (SELECT " + columns + " FROM " + range + ") TO '" + file + "' (FORMAT parquet, ROW_GROUP_SIZE 2048)");
    return Files.readAllBytes(file);
  }
}
