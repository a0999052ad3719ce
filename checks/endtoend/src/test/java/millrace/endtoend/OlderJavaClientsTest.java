package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import com.influxdb.client.domain.WritePrecision;
import com.influxdb.client.write.events.WriteSuccessEvent;
import com.influxdb.exceptions.BadRequestException;
import com.influxdb.exceptions.UnauthorizedException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import org.influxdb.BatchOptions;
import org.influxdb.InfluxDB;
import org.influxdb.InfluxDBException;
import org.influxdb.InfluxDBFactory;
import org.influxdb.dto.BatchPoints;
import org.influxdb.dto.BoundParameterQuery.QueryBuilder;
import org.influxdb.dto.Point;
import org.influxdb.dto.Query;
import org.influxdb.dto.QueryResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Java clients of InfluxDB 1.x and 2.x, as programs use them that never heard of this server.
class OlderJavaClientsTest {
  private static final Locale LOCALE = Locale.getDefault();

  @TempDir
  static Path folder;

  private static TestServer server;

  @BeforeAll
  static void start() {
    // The clients write enum names and numbers by the default locale, and not every one of them stands a Turkish one.
    Locale.setDefault(Locale.ROOT);
    server = TestServer.withTokens(folder);
  }

  @AfterAll
  static void stop() {
    Locale.setDefault(LOCALE);
    server.close();
  }

  @Test
  void theClientOfVersionOneReadsJson() {
    versionOne(InfluxDB.ResponseFormat.JSON, "json1");
  }

  @Test
  void theClientOfVersionOneReadsMessagePack() {
    versionOne(InfluxDB.ResponseFormat.MSGPACK, "msgpack1");
  }

  private static void versionOne(InfluxDB.ResponseFormat format, String database) {
    boolean isJson = format == InfluxDB.ResponseFormat.JSON;
    try (InfluxDB client = connect(format, server.token())) {
      assertThat(client.ping().isGood()).isTrue();
      client.query(new Query("CREATE DATABASE " + database));
      client.setDatabase(database);
      client.enableGzip();
      client.write(Point.measurement("cpu").tag("host", "a b").addField("v", 1.5).addField("n", 2L).addField("s", "x\"y")
          .addField("b", true).time(1_641_024_000_000L, TimeUnit.MILLISECONDS).build());
      client.query(new Query("CREATE RETENTION POLICY old ON " + database + " DURATION INF REPLICATION 1"));
      client.write(BatchPoints.database(database).retentionPolicy("old")
          .point(Point.measurement("cpu").tag("host", "c").addField("v", 2.5).time(1_641_024_060L, TimeUnit.SECONDS).build())
          .build());
      assertThat(values(client.query(new Query("SELECT v, n, s, b FROM cpu"), TimeUnit.MILLISECONDS)))
          .isEqualTo(isJson ? "[[1.641024E12, 1.5, 2.0, x\"y, true]]" : "[[1641024000000, 1.5, 2, x\"y, true]]");
      assertThat(values(client.query(new Query("SELECT v FROM old.cpu"), TimeUnit.SECONDS)))
          .isEqualTo(isJson ? "[[1.64102406E9, 2.5]]" : "[[1641024060, 2.5]]");
      assertThat(values(client.query(QueryBuilder.newQuery("SELECT v FROM cpu WHERE host = $host").forDatabase(database)
          .bind("host", "a b").create(), TimeUnit.SECONDS))).endsWith(", 1.5]]");
      assertThatThrownBy(() -> client.query(new Query("SELECT FROM cpu")))
          .isInstanceOf(InfluxDBException.class).hasMessageContaining("error parsing query: found FROM");
      // In the other format the client wants MessagePack here too, which InfluxDB 1.x does not send.
      if (isJson) {
        assertThatThrownBy(() -> client.write("nowhere", "old", Point.measurement("cpu").addField("v", 1).build()))
            .isInstanceOf(InfluxDBException.DatabaseNotFoundException.class);
      }
    }
    try (InfluxDB stranger = connect(InfluxDB.ResponseFormat.JSON, "wrong")) {
      assertThatThrownBy(() -> stranger.query(new Query("SHOW DATABASES")))
          .isInstanceOf(InfluxDBException.class).hasMessageContaining("not authenticated");
    }
  }

  @Test
  void theClientOfVersionOneSendsBatchesAndReadsChunks() throws InterruptedException {
    try (InfluxDB client = connect(InfluxDB.ResponseFormat.JSON, server.token())) {
      client.query(new Query("CREATE DATABASE batches1"));
      client.setDatabase("batches1");
      client.enableBatch(BatchOptions.DEFAULTS.actions(100));
      for (int i = 0; i < 1000; i++) {
        client.write(Point.measurement("m").addField("v", i).time(i, TimeUnit.NANOSECONDS).build());
      }
      client.disableBatch();
      List<Integer> chunks = new ArrayList<>();
      CountDownLatch done = new CountDownLatch(1);
      // The last part is the client's own, an error named DONE.
      client.query(new Query("SELECT v FROM m"), 400, (cancellable, part) -> Optional.ofNullable(part.getResults())
          .ifPresent(results -> chunks.add(results.getFirst().getSeries().getFirst().getValues().size())), done::countDown);
      assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
      assertThat(chunks).containsExactly(400, 400, 200);
    }
  }

  @Test
  void theClientOfVersionTwoWritesAndReadsInfluxQl() throws InterruptedException {
    server.send("POST", "/api/v3/configure/database", "{\"db\":\"two\"}", "Content-Type", "application/json");
    try (var client = InfluxDBClientFactory.create(versionTwo(server.token()))) {
      assertThat(client.ping()).isTrue();
      assertThat(client.version()).isNotBlank();
      client.getWriteApiBlocking().writeRecord(WritePrecision.S, "cpu,host=a v=1.5 1641024000");
      client.getWriteApiBlocking().writePoint(com.influxdb.client.write.Point.measurement("cpu").addTag("host", "b c")
          .addField("v", 2.5).time(Instant.ofEpochSecond(1_641_024_060), WritePrecision.MS));
      CountDownLatch written = new CountDownLatch(1);
      try (var batches = client.makeWriteApi()) {
        batches.listenEvents(WriteSuccessEvent.class, success -> written.countDown());
        batches.writeRecord(WritePrecision.NS, "cpu,host=d v=3.5 1641024120000000000");
      }
      assertThat(written.await(1, TimeUnit.MINUTES)).isTrue();
      assertThat(server.sql("two", "SELECT host, v FROM cpu ORDER BY time").body()).isEqualTo(
          "[{\"host\":\"a\",\"v\":1.5},{\"host\":\"b c\",\"v\":2.5},{\"host\":\"d\",\"v\":3.5}]");
      assertThatThrownBy(() -> client.getWriteApiBlocking().writeRecord(WritePrecision.NS, "cpu v="))
          .isInstanceOf(BadRequestException.class).hasMessageContaining("line");
      var query = new com.influxdb.client.domain.InfluxQLQuery("SELECT max(v) FROM cpu", "two");
      assertThat(client.getInfluxQLQueryApi().query(query).getResults().getFirst().getSeries().getFirst().getValues()
          .getFirst().getValueByKey("max")).isEqualTo("3.5");
    }
    try (var stranger = InfluxDBClientFactory.create(versionTwo("wrong"))) {
      assertThatThrownBy(() -> stranger.getWriteApiBlocking().writeRecord(WritePrecision.NS, "cpu v=1"))
          .isInstanceOf(UnauthorizedException.class);
    }
  }

  private static InfluxDBClientOptions versionTwo(String token) {
    return InfluxDBClientOptions.builder().url(server.url()).authenticateToken(token.toCharArray())
        .org("anything").bucket("two").build();
  }

  private static InfluxDB connect(InfluxDB.ResponseFormat format, String token) {
    return InfluxDBFactory.connect(server.url(), "anybody", token, new OkHttpClient.Builder(), format);
  }

  private static String values(QueryResult result) {
    assertThat(result.hasError()).as(String.valueOf(result.getError())).isFalse();
    return result.getResults().getFirst().getSeries().getFirst().getValues().toString();
  }
}
