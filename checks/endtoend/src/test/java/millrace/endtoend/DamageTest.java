package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A damaged data file is left out, and every kind of answer says so.
class DamageTest {
  private static final String PARTIAL = "X-Millrace-Partial";
  private static final String DAY = "86400000000000";

  @TempDir
  Path folder;

  @Test
  void answersSayThatTheyArePartial() throws Exception {
    try (TestServer server = TestServer.open(folder, "--wal-flush-interval", "100ms", "--wal-snapshot-size", "1")) {
      server.write("db", "m,t=a v=1 1");
      Path damaged = server.awaitDataFiles(1).getFirst();
      server.write("db", "m,t=b v=2 " + DAY);
      server.awaitDataFiles(2);
      server.kill();
      byte[] bytes = Files.readAllBytes(damaged);
      for (int i = bytes.length / 2; i < bytes.length; i++) {
        bytes[i] ^= 0x55;
      }
      Files.write(damaged, bytes);
      server.start();
      // Found by the first query, known to the second, set aside before the last.
      for (int round = 0; round < 2; round++) {
        everyAnswerNames(server, damaged.getFileName().toString());
      }
      server.kill();
      server.start();
      everyAnswerNames(server, damaged.getFileName().toString());
      wholeAnswersSayNothing(server);
      assertThat(server.log()).contains("is damaged and left out").contains("is partial: ");
    }
  }

  private void everyAnswerNames(TestServer server, String file) throws Exception {
    for (String statement : List.of("SELECT v FROM m", "SHOW SERIES FROM m")) {
      JsonNode result = server.influxql("db", statement).json().at("/results/0");
      assertThat(result.at("/messages/0/level").asText()).as(statement).isEqualTo("warning");
      assertThat(result.at("/messages/0/text").asText()).startsWith("partial result: ").contains(file);
      assertThat(result.at("/series/0/values")).hasSize(1);
    }
    assertThat(get(server, "query_influxql", "SELECT v FROM m").headers().firstValue(PARTIAL)).get().asString()
        .contains(file);
    HttpResponse<String> sql = get(server, "query_sql", "SELECT v FROM m");
    assertThat(sql.headers().firstValue(PARTIAL)).get().asString().contains(file);
    assertThat(sql.body()).isEqualTo("[{\"v\":2.0}]");
  }

  private void wholeAnswersSayNothing(TestServer server) throws Exception {
    String query = "SELECT v FROM m WHERE time >= '1970-01-02T00:00:00Z'";
    assertThat(server.influxql("db", query).body()).doesNotContain("messages").contains("\"series\"");
    for (String endpoint : List.of("query_influxql", "query_sql")) {
      assertThat(get(server, endpoint, query).headers().firstValue(PARTIAL)).as(endpoint).isEmpty();
    }
  }

  private static HttpResponse<String> get(TestServer server, String endpoint, String query) throws Exception {
    URI uri = URI.create(server.url() + "/api/v3/" + endpoint + "?format=json&db=db&q=" + TestServer.encode(query));
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
