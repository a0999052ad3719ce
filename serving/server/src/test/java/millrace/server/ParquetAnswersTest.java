package millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import millrace.base.Clock;
import millrace.server.config.ServerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `format=parquet` on a whole server, opened by DuckDB.
class ParquetAnswersTest {
  @TempDir Path folder;

  @Test
  void answersAreParquetFiles() throws Exception {
    ServerOptions options = ServerOptions.read(List.of("--node-id", "n", "--http-bind", "127.0.0.1:0", "--object-store",
        "memory", "--without-auth"), Map.of());
    try (MillraceServer server = MillraceServer.start(options, System.getenv(), Clock.SYSTEM);
        HttpClient client = HttpClient.newHttpClient()) {
      String base = "http://127.0.0.1:" + server.address().getPort();
      String lines = "m,host=a f=1.5,i=2i,u=3u,s=\"x y\",b=true 1641024000\nm,host=b f=2 1641024001";
      client.send(HttpRequest.newBuilder(URI.create(base + "/api/v3/write_lp?db=d&precision=second"))
          .POST(HttpRequest.BodyPublishers.ofString(lines)).build(), BodyHandlers.discarding());
      String columns = "SELECT host, f, i, u, s, b, time::VARCHAR FROM f ORDER BY host";
      String rows = "a|1.5|2|3|x y|true|2022-01-01 08:00:00;b|2.0|null|null|null|null|2022-01-01 08:00:01";
      assertThat(read(client, base + "/api/v3/query_sql?db=d&format=parquet&q=SELECT+*+FROM+m", columns)).isEqualTo(rows);
      assertThat(read(client, base + "/api/v3/query_influxql?db=d&format=parquet&q=SELECT+*+FROM+m", columns)).isEqualTo(rows);
      assertThat(read(client, base + "/api/v3/configure/database?format=parquet", "SELECT \"iox::database\" FROM f"))
          .isEqualTo("_internal;d");
    }
  }

  private String read(HttpClient client, String uri, String query) throws Exception {
    HttpResponse<byte[]> answer = client.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofByteArray());
    assertThat(answer.headers().firstValue("content-type")).contains("application/vnd.apache.parquet");
    Path file = Files.write(folder.resolve("f.parquet"), answer.body());
    StringBuilder rows = new StringBuilder();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE VIEW f AS SELECT * FROM read_parquet('" + file + "')");
      try (ResultSet result = statement.executeQuery(query)) {
        while (result.next()) {
          for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
            rows.append(column == 1 ? "" : "|").append(result.getObject(column));
          }
          rows.append(';');
        }
      }
    }
    return rows.substring(0, rows.length() - 1);
  }
}
