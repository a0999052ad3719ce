package millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `--query-file-limit` refuses what would read more files, in both languages.
class FileLimitTest {
  private static final int MOST_WRITES = 500;

  @Test
  void aQueryOfMoreFilesIsRefused(@TempDir Path folder) {
    try (RunningServer server = RunningServer.open(
        "--object-store", "file", "--data-dir", folder.toString(), "--query-file-limit", "1", "--wal-files-per-snapshot", "1",
        "--wal-flush-interval", "10ms")) {
      HttpResponse<String> all = server.sql("d", "SELECT 1", "csv");
      for (int i = 0; i < MOST_WRITES && all.statusCode() != 400; i++) {
        // Two weeks, so two shards and at least two files once a snapshot was made.
        server.write("d", "second", "m f=1 1641024000\nm f=2 1651024000");
        all = server.sql("d", "SELECT count(*) AS n FROM m", "csv");
      }
      assertThat(all.body()).containsPattern("^External error: Query would scan [0-9]+ Parquet files, exceeding the file limit\\. It is 1");
      assertThat(server.influxql("d", "SELECT count(f) FROM m").body()).contains("exceeding the file limit. It is 1");
      assertThat(server.sql("d", "SELECT count(*) AS n FROM m WHERE time < '2020-01-01'", "csv").body()).isEqualTo("n\n0\n");
    }
  }
}
