package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.influxdb.v3.client.InfluxDBClient;
import com.influxdb.v3.client.PointValues;
import com.influxdb.v3.client.config.ClientConfig;
import com.influxdb.v3.client.query.QueryOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.CancelFlightInfoRequest;
import org.apache.arrow.flight.CancelStatus;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The official Java client and Arrow's own Flight clients against a server, in cleartext and over TLS.
// The clients' close() may throw anything, an interruption too; a test ends then anyway.
@SuppressWarnings("try")
class FlightTest {
  private static final String HOME = "home,room=Kitchen temp=21.0,co=0i,ok=true,note=\"x\" 1641024000000000000\n"
      + "home,room=Living\\ Room temp=22.5,co=1i,ok=false,note=\"y\" 1641024060000000000";

  @TempDir
  static Path folder;

  private static TestServer server;

  private static final Locale LOCALE = Locale.getDefault();

  @BeforeAll
  static void start() {
    // The Java client writes `INFLUXQL` in small letters by the default locale, which makes another word of it in Turkish.
    Locale.setDefault(Locale.ROOT);
    server = TestServer.withTokens(folder);
    server.write("db", HOME);
  }

  @AfterAll
  static void stop() {
    Locale.setDefault(LOCALE);
    server.close();
  }

  @Test
  void theOfficialJavaClientWritesAndReads() throws Exception {
    try (InfluxDBClient client = InfluxDBClient.getInstance(server.url(), server.token().toCharArray(), "db")) {
      client.writeRecord("mine,host=a v=1.5 1641024000000000000");
      assertThat(rows(client.query("SELECT host, v FROM mine"))).containsExactly("[a, 1.5]");
      assertThat(rows(client.query("SELECT temp FROM home WHERE room = $room", Map.of("room", "Kitchen")))).containsExactly("[21.0]");
      assertThat(rows(client.query("SELECT mean(temp) FROM home", QueryOptions.defaultInfluxQlQueryOptions())))
          .singleElement().asString().startsWith("[home, ").endsWith(", 21.75]");
      try (Stream<PointValues> points = client.queryPoints("SELECT * FROM home ORDER BY time LIMIT 1")) {
        PointValues point = points.findFirst().orElseThrow();
        assertThat(point.getTag("room")).isEqualTo("Kitchen");
        assertThat(point.getFloatField("temp")).isEqualTo(21.0);
        assertThat(point.getIntegerField("co")).isZero();
        assertThat(point.getBooleanField("ok")).isTrue();
        assertThat(point.getStringField("note")).isEqualTo("x");
      }
      assertThatThrownBy(() -> rows(client.query("SELECT * FROM nothing")))
          .isInstanceOf(FlightRuntimeException.class).hasMessageContaining("table 'public.iox.nothing' not found");
    }
  }

  @Test
  void aStrangerReadsNothing() throws Exception {
    try (InfluxDBClient client = InfluxDBClient.getInstance(server.url(), "apiv3_wrong".toCharArray(), "db")) {
      assertThatThrownBy(() -> rows(client.query("SELECT 1"))).isInstanceOfSatisfying(
          FlightRuntimeException.class, refused -> assertThat(refused.status().code()).isEqualTo(FlightStatusCode.UNAUTHENTICATED));
    }
  }

  @Test
  void flightSqlListsAndRuns() throws Exception {
    try (RootAllocator allocator = new RootAllocator(); FlightSqlClient client = new FlightSqlClient(plain(allocator))) {
      CallOption[] options = options("database", "db");
      FlightInfo info = client.execute("SELECT room, temp FROM home ORDER BY time", options);
      assertThat(info.getEndpoints()).hasSize(1);
      assertThat(info.getSchemaOptional().orElseThrow().getFields()).hasSize(2);
      assertThat(read(client, info, options)).isEqualTo("room\ttemp\nKitchen\t21.0\nLiving Room\t22.5\n");
      FlightInfo tables = client.getTables(null, "iox", "h%", List.of("BASE TABLE"), false, options);
      assertThat(read(client, tables, options))
          .isEqualTo("catalog_name\tdb_schema_name\ttable_name\ttable_type\npublic\tiox\thome\tBASE TABLE\n");
      assertThat(read(client, client.getSqlInfo(new int[] {0}, options), options)).contains("InfluxDB IOx");
      assertThat(read(client, client.getXdbcTypeInfo(options), options)).contains("VARCHAR");
      FlightSqlClient.PreparedStatement prepared = client.prepare("SELECT room FROM home WHERE temp > $1", options);
      assertThat(prepared.getResultSetSchema().getFields()).hasSize(1);
      assertThat(prepared.getParameterSchema().getFields()).hasSize(1);
      try (org.apache.arrow.vector.Float8Vector bound = new org.apache.arrow.vector.Float8Vector("1", allocator)) {
        bound.setSafe(0, 22.0);
        bound.setValueCount(1);
        try (VectorSchemaRoot root = VectorSchemaRoot.of(bound)) {
          prepared.setParameters(root);
          assertThat(read(client, prepared.execute(options), options)).isEqualTo("room\nLiving Room\n");
        }
      }
      prepared.close(options);
      assertThatThrownBy(() -> client.execute("SELECT 1", options()))
          .isInstanceOf(FlightRuntimeException.class).hasMessageContaining("no 'database' header in request");
      assertThatThrownBy(() -> client.executeUpdate("DELETE FROM home", options))
          .isInstanceOfSatisfying(FlightRuntimeException.class,
              refused -> assertThat(refused.status().code()).isEqualTo(FlightStatusCode.UNIMPLEMENTED));
    }
  }

  @Test
  void infoOfInfluxQlHasTheColumnsOfTheAnswer() throws Exception {
    try (RootAllocator allocator = new RootAllocator(); FlightSqlClient client = new FlightSqlClient(plain(allocator))) {
      CallOption[] options = options("database", "db", "x-influxdata-query-language", "influxql");
      for (String text : List.of(
          "SELECT temp, room, co, ok, note FROM home", "SELECT mean(temp), max(co) FROM home GROUP BY room",
          "SELECT count(note), last(ok) AS l FROM home WHERE time >= 0 GROUP BY time(1d), * fill(none)", "SELECT * FROM home WHERE temp > 99",
          "SELECT top(temp, room, 1) FROM home", "SELECT a * 2, b FROM (SELECT mean(temp) AS a, first(note) AS b FROM home GROUP BY room)",
          "SELECT absent FROM home", "SELECT v FROM absent")) {
        FlightInfo info = client.execute(text, options);
        try (FlightStream stream = client.getStream(info.getEndpoints().getFirst().getTicket(), options)) {
          assertThat(info.getSchemaOptional().orElseThrow()).as(text).isEqualTo(stream.getSchema());
        }
      }
      for (String text : List.of("SELECT temp, room FROM home", "SELECT a, room FROM (SELECT mean(temp) AS a FROM home GROUP BY room)",
          "SELECT top(temp, room, 1) FROM home")) {
        FlightInfo tags = client.execute(text, options);
        assertThat(tags.getSchemaOptional().orElseThrow().findField("room").getMetadata())
            .as(text).containsEntry("iox::column::type", "iox::column_type::tag");
      }
    }
  }

  @Test
  void rowsPastTheRetentionPeriodAreHidden() throws Exception {
    server.send("POST", "/api/v3/configure/database", "{\"db\":\"short\",\"retention_period\":\"1h\"}", "Content-Type", "application/json");
    assertThat(server.write("short", "m f=1 1").status()).isEqualTo(204);
    assertThat(server.send("POST", "/api/v3/write_lp?db=short", "m f=2").status()).isEqualTo(204);
    try (RootAllocator allocator = new RootAllocator(); FlightSqlClient client = new FlightSqlClient(plain(allocator))) {
      CallOption[] sql = options("database", "short");
      assertThat(read(client, client.execute("SELECT f FROM m", sql), sql)).isEqualTo("f\n2.0\n");
      CallOption[] influxql = options("database", "short", "x-influxdata-query-language", "influxql");
      assertThat(read(client, client.execute("SELECT count(f) FROM m", influxql), influxql)).endsWith("\t1\n");
    }
    try (RootAllocator allocator = new RootAllocator(); FlightClient client = plain(allocator);
        FlightStream stream = client.getStream(ticket("short", "SELECT f FROM m"), options())) {
      assertThat(stream.next()).isTrue();
      assertThat(stream.getRoot().contentToTSVString()).isEqualTo("f\n2.0\n");
    }
  }

  @Test
  void cancellingEndsTheQuery() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= 3000; i++) {
      lines.append("many v=").append(i).append(' ').append(i).append('\n');
    }
    server.write("db", lines.toString());
    try (RootAllocator allocator = new RootAllocator(); FlightClient client = plain(allocator)) {
      String query = "SELECT a.v + b.v AS x FROM many a CROSS JOIN many b CROSS JOIN many c";
      try (FlightStream stream = client.getStream(ticket(query), options())) {
        assertThat(stream.next()).isTrue();
        stream.cancel("enough", CallStatus.CANCELLED.toRuntimeException());
      }
      server.await("db", phase(query), answer -> answer.body().contains("\"cancel\""));
      String endless = "SELECT sum(a.v * b.v * c.v) AS x FROM many a CROSS JOIN many b CROSS JOIN many c";
      CallOption[] soon = Stream.concat(Stream.of(options()),
          Stream.of(org.apache.arrow.flight.CallOptions.timeout(500, TimeUnit.MILLISECONDS))).toArray(CallOption[]::new);
      assertThatThrownBy(() -> client.getStream(ticket(endless), soon).next()).isInstanceOf(FlightRuntimeException.class);
      server.await("db", phase(endless), answer -> answer.body().contains("\"cancel\""));
    }
  }

  @Test
  void anInfoCancelsItsQuery() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= 3000; i++) {
      lines.append("crowd v=").append(i).append(' ').append(i).append('\n');
    }
    server.write("db", lines.toString());
    try (RootAllocator allocator = new RootAllocator(); FlightSqlClient client = new FlightSqlClient(plain(allocator))) {
      CallOption[] options = options("database", "db");
      String query = "SELECT a.v + b.v AS x FROM crowd a CROSS JOIN crowd b CROSS JOIN crowd c";
      FlightInfo info = client.execute(query, options);
      CancelFlightInfoRequest request = new CancelFlightInfoRequest(info);
      try (FlightStream stream = client.getStream(info.getEndpoints().getFirst().getTicket(), options)) {
        assertThat(stream.next()).isTrue();
        assertThat(client.cancelFlightInfo(request, options).getStatus()).isEqualTo(CancelStatus.CANCELLED);
        assertThatThrownBy(() -> {
          while (stream.next()) {
            stream.getRoot().clear();
          }
        }).isInstanceOfSatisfying(FlightRuntimeException.class,
            ended -> assertThat(ended.status().code()).isEqualTo(FlightStatusCode.CANCELLED));
      }
      server.await("db", phase("CommandStatementQuery " + query), answer -> answer.body().contains("\"cancel\""));
      assertThatThrownBy(() -> client.cancelFlightInfo(request, options)).isInstanceOfSatisfying(
          FlightRuntimeException.class, absent -> assertThat(absent.status().code()).isEqualTo(FlightStatusCode.NOT_FOUND));
    }
  }

  @Test
  void largeAnswersComeInMessagesClientsTake() throws Exception {
    String text = "x".repeat(60_000);
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= 120; i++) {
      lines.append("wide s=\"").append(text).append("\",n=").append(i).append("i ").append(i).append('\n');
    }
    assertThat(server.write("db", lines.toString()).status()).isEqualTo(204);
    try (RootAllocator allocator = new RootAllocator();
        FlightClient client = plain(allocator);
        FlightStream stream = client.getStream(ticket("SELECT s, n FROM wide"), options())) {
      int rows = 0;
      while (stream.next()) {
        rows += stream.getRoot().getRowCount();
        long bytes = stream.getRoot().getFieldVectors().stream().mapToLong(vector -> vector.getBufferSize()).sum();
        assertThat(bytes).isLessThan(4_000_000);
      }
      assertThat(rows).isEqualTo(120);
    }
    String hundredMegabytes = "SELECT a.s, b.n FROM wide a CROSS JOIN (SELECT n FROM wide WHERE n <= 14) b";
    try (RootAllocator allocator = new RootAllocator();
        FlightClient client = plain(allocator);
        FlightStream stream = client.getStream(ticket(hundredMegabytes), options())) {
      long all = 0;
      while (stream.next()) {
        long bytes = stream.getRoot().getFieldVectors().stream().mapToLong(vector -> vector.getBufferSize()).sum();
        assertThat(bytes).isLessThan(4 << 20);
        all += bytes;
      }
      assertThat(all).isGreaterThan(100_000_000);
    }
  }

  @Test
  void everythingWorksOverTls(@TempDir Path other) throws Exception {
    Certificates.make(other);
    String certificate = other.resolve("cert.pem").toString();
    try (TestServer secure = TestServer.open(
        other, "--tls-cert", certificate, "--tls-key", other.resolve("key.pem").toString(), "--tls-minimum-version", "tls-1.3")) {
      assertThat(secure.write("db", HOME).status()).isEqualTo(204);
      Program program = secure.program();
      assertThat(program.run("query", "--tls-ca", certificate, "-d", "db", "SELECT temp FROM home LIMIT 1").out()).contains("temp");
      assertThat(program.run("show", "databases", "--tls-no-verify").out()).contains("| db ");
      assertThat(program.run("show", "databases").status()).isEqualTo(1);
      ClientConfig config = new ClientConfig.Builder()
          .host(secure.url()).token("any".toCharArray()).database("db").sslRootsFilePath(certificate).build();
      try (InfluxDBClient client = InfluxDBClient.getInstance(config)) {
        assertThat(rows(client.query("SELECT count(*) AS n FROM home"))).containsExactly("[2]");
      }
    }
  }

  private static List<String> rows(Stream<Object[]> stream) {
    try (stream) {
      return stream.map(List::of).map(Object::toString).toList();
    }
  }

  private static String read(FlightSqlClient client, FlightInfo info, CallOption[] options) throws Exception {
    StringBuilder text = new StringBuilder();
    try (FlightStream stream = client.getStream(info.getEndpoints().getFirst().getTicket(), options)) {
      boolean isFirst = true;
      while (stream.next()) {
        String batch = stream.getRoot().contentToTSVString();
        text.append(isFirst ? batch : batch.substring(batch.indexOf('\n') + 1));
        isFirst = false;
      }
    }
    return text.toString();
  }

  private static FlightClient plain(RootAllocator allocator) {
    String[] parts = server.url().substring("http://".length()).split(":");
    return FlightClient.builder(allocator, Location.forGrpcInsecure(parts[0], Integer.parseInt(parts[1]))).build();
  }

  private static Ticket ticket(String query) {
    return ticket("db", query);
  }

  private static Ticket ticket(String database, String query) {
    return new Ticket(("{\"database\":\"" + database + "\",\"sql_query\":\"" + query + "\"}").getBytes(StandardCharsets.UTF_8));
  }

  private static CallOption[] options(String... headers) {
    FlightCallHeaders all = new FlightCallHeaders();
    all.insert("authorization", "Bearer " + server.token());
    for (int i = 0; i < headers.length; i += 2) {
      all.insert(headers[i], headers[i + 1]);
    }
    return new CallOption[] {new HeaderCallOption(all)};
  }

  private static String phase(String query) {
    return "SELECT phase FROM system.queries WHERE query_text = '" + query + "'";
  }
}
