package millrace.flight;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.flight.FlightQuery.Language;
import millrace.flight.arrow.ArrowText;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.sql.impl.FlightSql;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.junit.jupiter.api.Test;

/// The service without a network: what a client sends, byte by byte, and what it gets.
class FlightServiceTest {
  private final FakeQueries queries = new FakeQueries();
  private final FlightService service = new FlightService(queries, (authorization, database) -> {
    if (!authorization.orElse("").equals("Bearer good") && !authorization.orElse("").startsWith("Basic ")) {
      throw new MillraceException(ErrorCode.UNAUTHENTICATED, "the request was not authenticated");
    }
    if (database.orElse("").equals("closed")) {
      throw new MillraceException(ErrorCode.FORBIDDEN, "no");
    }
  }, 1 << 20);

  @Test
  void ticketsOfClientLibrariesRun() throws Exception {
    FakeExchange call = get("{\"database\":\"db\",\"sql_query\":\"SELECT 1\",\"query_type\":\"sql\",\"new\":[1],"
        + "\"params\":{\"a\":1,\"b\":\"x\",\"c\":null,\"d\":1.5,\"e\":true}}");
    assertThat(call.status()).isZero();
    assertThat(content(call).rows()).containsExactly("1641024000000000000, x", "1641024000000000001, null");
    assertThat(queries.asked.getLast().parameters())
        .containsEntry("a", 1L).containsEntry("b", "x").containsEntry("c", null).containsEntry("d", 1.5).containsEntry("e", true);
    get("{\"bucket\":\"db/rp\",\"sql_query\":\"SELECT 1\"}");
    assertThat(queries.asked.getLast()).isEqualTo(new FlightQuery("db/rp", Language.SQL, "SELECT 1", Map.of(), ""));
    FakeExchange series = get("{\"database\":\"db\",\"sql_query\":\"SELECT v FROM m\",\"query_type\":\"influxql\",\"params\":null}");
    ArrowText.Content found = content(series);
    assertThat(found.schema()).startsWith("Schema<iox::measurement: Utf8 not null, time: Timestamp(NANOSECOND, null) not null,"
        + " host: Utf8, v: FloatingPoint(DOUBLE)>").contains("iox::influxql::group_key::metadata");
    assertThat(found.rows()).containsExactly(
        "m, 1970-01-01T00:00:00.000000001, a, 1.5", "m, 1970-01-01T00:00:00.000000002, a, null", "m, 1970-01-01T00:00:00.000000003, b, 7.0");
  }

  @Test
  void readInfoIsATicketToo() throws Exception {
    byte[] info = {10, 2, 'd', 'b', 18, 8, 'S', 'E', 'L', 'E', 'C', 'T', ' ', '1', 24, 2};
    assertThat(get(ByteString.copyFrom(info)).status()).isZero();
    assertThat(queries.asked.getLast()).isEqualTo(new FlightQuery("db", Language.INFLUXQL, "SELECT 1", Map.of(), ""));
    Any wrapped = Any.newBuilder().setTypeUrl("type.googleapis.com/influxdata.ReadInfo").setValue(ByteString.copyFrom(info, 0, 14)).build();
    assertThat(get(wrapped.toByteString()).status()).isZero();
    assertThat(queries.asked.getLast().language()).isEqualTo(Language.SQL);
  }

  @Test
  void anythingElseIsAnInvalidTicket() throws Exception {
    for (String ticket : List.of("", "garbage", "{", "[]", "{}", "{\"database\":\"d\"}", "{\"database\":1,\"sql_query\":\"x\"}",
        "{\"database\":\"d\",\"sql_query\":\"x\",\"query_type\":\"SQL\"}", "{\"database\":\"d\",\"sql_query\":\"x\",\"params\":[]}")) {
      assertEnds(get(ticket), 3, "Invalid ticket. Error: Invalid ticket");
    }
    assertEnds(get("{\"database\":\"d\",\"sql_query\":\"x\",\"params\":{\"a\":{}}}"), 3,
        "Invalid ticket. Error: parameter a must be null, a boolean, a number or a string");
    assertThat(get("{\"a\":".repeat(100_000)).status()).isEqualTo(3);
  }

  @Test
  void nobodyComesInWithoutAToken() throws Exception {
    FakeExchange call = new FakeExchange(path("DoGet"), FakeExchange.framed(ticket(ByteString.copyFromUtf8("{}"))));
    service.serve(call);
    assertEnds(call, 16, "the request was not authenticated");
    assertEnds(get("{\"database\":\"closed\",\"sql_query\":\"SELECT 1\"}"), 7, "no");
    assertThat(queries.asked).isEmpty();
  }

  @Test
  void everyTextIsHeldAgainstWhatTheCallerMay() throws Exception {
    FlightService guarded = new FlightService(queries, new FlightAccess() {
      @Override
      public void admit(Optional<String> authorization, Optional<String> database) {
        // The databases of these calls are open.
      }

      @Override
      public void admit(Optional<String> authorization, FlightQuery query) {
        throw new MillraceException(ErrorCode.FORBIDDEN, query.text());
      }
    }, 1 << 20);
    Message statement = FlightSql.CommandStatementQuery.newBuilder().setQuery("SELECT 2").build();
    Message prepared = FlightSql.CommandPreparedStatementQuery.newBuilder()
        .setPreparedStatementHandle(new PreparedHandle("SELECT 3", Map.of()).encoded()).build();
    Map<String, ByteString> tickets = Map.of(
        "SELECT 1", ByteString.copyFromUtf8("{\"database\":\"db\",\"sql_query\":\"SELECT 1\",\"query_type\":\"influxql\"}"),
        "SELECT 2", Any.pack(statement).toByteString(),
        "SELECT 3", Any.pack(prepared).toByteString());
    for (Map.Entry<String, ByteString> one : tickets.entrySet()) {
      FakeExchange call =
          new FakeExchange(path("DoGet"), FakeExchange.framed(ticket(one.getValue()))).with("database", "db");
      guarded.serve(call);
      assertEnds(call, 7, one.getKey());
    }
    FakeExchange info = new FakeExchange(path("GetFlightInfo"), FakeExchange.framed(descriptor(statement)))
        .with("database", "db").with("x-influxdata-query-language", "influxql");
    guarded.serve(info);
    assertEnds(info, 7, "SELECT 2");
    assertThat(queries.asked).isEmpty();
  }

  @Test
  void handshakesTurnPasswordsIntoTokens() throws Exception {
    byte[] hello = Flight.HandshakeRequest.newBuilder().setProtocolVersion(1).setPayload(ByteString.copyFromUtf8("hi")).build().toByteArray();
    String basic = Base64.getEncoder().encodeToString("user:pass:word".getBytes(StandardCharsets.UTF_8));
    FakeExchange call = new FakeExchange(path("Handshake"), FakeExchange.framed(hello)).with("authorization", "Basic " + basic);
    service.serve(call);
    assertThat(call.headers).containsEntry("authorization", "Bearer pass:word");
    assertThat(Flight.HandshakeResponse.parseFrom(call.messages().getFirst()).getPayload().toStringUtf8()).isEqualTo("hi");
    assertThat(call.status()).isZero();
  }

  @Test
  void infoHasOneEndpointWhoseTicketRuns() throws Exception {
    Message command = FlightSql.CommandStatementQuery.newBuilder().setQuery("SELECT t").build();
    FakeExchange call = sql("GetFlightInfo", descriptor(command));
    Flight.FlightInfo info = Flight.FlightInfo.parseFrom(call.messages().getFirst());
    assertThat(info.getEndpointCount()).isOne();
    assertThat(info.getEndpoint(0).getLocationCount()).isZero();
    assertThat(info.getTotalRecords()).isEqualTo(-1);
    assertThat(info.getSchema().size()).isPositive();
    FakeExchange rows = sql("DoGet", info.getEndpoint(0).getTicket().toByteArray());
    assertThat(content(rows).rows()).hasSize(2);
    assertThat(queries.asked.getLast()).isEqualTo(
        new FlightQuery("db", Language.SQL, "SELECT t", Map.of(), "CommandStatementQuery"));
  }

  @Test
  void infoOfInfluxQlTellsTheColumnsWhereTheyAreKnown() throws Exception {
    byte[] select = descriptor(FlightSql.CommandStatementQuery.newBuilder().setQuery("SELECT v FROM m").build());
    Flight.FlightInfo info = Flight.FlightInfo.parseFrom(
        call("GetFlightInfo", select, "database", "db", "x-influxdata-query-language", "influxql").messages().getFirst());
    assertThat(schemaText(info.getSchema().toByteArray()))
        .startsWith("Schema<iox::measurement: Utf8 not null, time: Timestamp(NANOSECOND, null) not null,"
            + " host: Utf8, v: FloatingPoint(DOUBLE)>").contains("iox::influxql::group_key::metadata");
    byte[] show = descriptor(FlightSql.CommandStatementQuery.newBuilder().setQuery("SHOW STATS").build());
    info = Flight.FlightInfo.parseFrom(
        call("GetFlightInfo", show, "database", "db", "x-influxdata-query-language", "influxql").messages().getFirst());
    assertThat(info.getSchema().size()).isZero();
  }

  @Test
  void anAnswerThatIsSilentSendsEmptyBatches() throws Exception {
    FlightService impatient = new FlightService(queries, (authorization, database) -> {}, 1 << 20, Duration.ofMillis(1));
    FakeExchange call = new FakeExchange(
        "/arrow.flight.protocol.FlightService/DoGet",
        FakeExchange.framed(ticket(ByteString.copyFromUtf8("{\"database\":\"db\",\"sql_query\":\"slow\"}"))));
    // The query goes on when three messages were sent: the schema and two batches.
    queries.beforeRows = () -> call.awaitMessages(3);
    impatient.serve(call);
    ArrowText.Content content = content(call);
    assertThat(content.batches()).isGreaterThanOrEqualTo(3);
    assertThat(content.rows()).hasSize(2);
  }

  @Test
  void whatDamagedFilesKeepBackIsToldBehindTheRows() throws Exception {
    byte[] sql = ticket(ByteString.copyFromUtf8("{\"database\":\"db\",\"sql_query\":\"damaged\"}"));
    assertThat(call("DoGet", sql).trailers.orElseThrow()).containsEntry("x-millrace-partial", "page 0 of  a.parquet; b.parquet");
    byte[] influxql = ticket(
        ByteString.copyFromUtf8("{\"database\":\"db\",\"sql_query\":\"damaged\",\"query_type\":\"influxql\"}"));
    assertThat(call("DoGet", influxql).trailers.orElseThrow()).containsEntry("x-millrace-partial", "b.parquet");
    byte[] whole = ticket(ByteString.copyFromUtf8("{\"database\":\"db\",\"sql_query\":\"SELECT 1\"}"));
    assertThat(call("DoGet", whole).trailers.orElseThrow()).doesNotContainKey("x-millrace-partial");
  }

  @Test
  void theDatabaseComesInTheHeaders() throws Exception {
    byte[] asked = descriptor(FlightSql.CommandStatementQuery.newBuilder().setQuery("SELECT 1").build());
    assertEnds(call("GetFlightInfo", asked), 3, "no 'database' header in request");
    assertEnds(call("GetFlightInfo", asked, "database", "a", "bucket", "b"), 3, "the request's headers name different databases: a, b");
    assertThat(call("GetFlightInfo", asked, "iox-namespace-name", "a", "bucket-name", "a").status()).isZero();
  }

  @Test
  void preparedStatementsCarryTheirParameters() throws Exception {
    Message create = FlightSql.ActionCreatePreparedStatementRequest.newBuilder().setQuery("SELECT $a").build();
    FakeExchange created = sql("DoAction", action("CreatePreparedStatement", create));
    FlightSql.ActionCreatePreparedStatementResult result = Any.parseFrom(Flight.Result.parseFrom(created.messages().getFirst()).getBody())
        .unpack(FlightSql.ActionCreatePreparedStatementResult.class);
    assertThat(result.getDatasetSchema().size()).isPositive();
    FlightSql.CommandPreparedStatementQuery prepared = FlightSql.CommandPreparedStatementQuery.newBuilder()
        .setPreparedStatementHandle(result.getPreparedStatementHandle()).build();
    FakeExchange bound = sqlFrames("DoPut", parameterFrames(prepared));
    assertThat(bound.message()).isEmpty();
    FlightSql.DoPutPreparedStatementResult fresh = FlightSql.DoPutPreparedStatementResult.parseFrom(
        Flight.PutResult.parseFrom(bound.messages().getFirst()).getAppMetadata());
    Message query = FlightSql.CommandPreparedStatementQuery.newBuilder()
        .setPreparedStatementHandle(fresh.getPreparedStatementHandle()).build();
    assertThat(sql("DoGet", ticket(Any.pack(query).toByteString())).status()).isZero();
    assertThat(queries.asked.getLast().text()).isEqualTo("SELECT $a");
    assertThat(queries.asked.getLast().parameters()).containsEntry("a", 42L).containsEntry("1", 42L)
        .containsEntry("2", "text").containsEntry("3", 2.5).containsEntry("4", true).containsEntry("5", null);
    assertThat(sql("DoAction", action("ClosePreparedStatement", FlightSql.ActionClosePreparedStatementRequest.getDefaultInstance()))
        .status()).isZero();
  }

  @Test
  void foreignHandlesAreRefused() throws Exception {
    for (String handle : List.of("", "x", "{}")) {
      Message query = FlightSql.CommandPreparedStatementQuery.newBuilder()
          .setPreparedStatementHandle(ByteString.copyFromUtf8(handle)).build();
      assertEnds(sql("DoGet", ticket(Any.pack(query).toByteString())), 3, "the prepared statement's handle is not one of this server");
    }
  }

  @Test
  void listingsHaveTheirShapes() throws Exception {
    assertThat(listed(FlightSql.CommandGetCatalogs.getDefaultInstance())).containsExactly("public");
    assertThat(listed(FlightSql.CommandGetDbSchemas.getDefaultInstance()))
        .containsExactly("public, information_schema", "public, iox", "public, system");
    assertThat(listed(FlightSql.CommandGetDbSchemas.newBuilder().setDbSchemaFilterPattern("i_x").build())).containsExactly("public, iox");
    assertThat(listed(FlightSql.CommandGetTableTypes.getDefaultInstance())).containsExactly("BASE TABLE", "VIEW");
    assertThat(listed(FlightSql.CommandGetTables.newBuilder().setTableNameFilterPattern("h%").build()))
        .containsExactly("public, iox, home, BASE TABLE");
    assertThat(listed(FlightSql.CommandGetTables.newBuilder().addTableTypes("VIEW").build()))
        .containsExactly("public, information_schema, tables, VIEW");
    assertThat(listed(FlightSql.CommandGetTables.newBuilder().setCatalog("other").build())).isEmpty();
    assertThat(listed(FlightSql.CommandGetPrimaryKeys.getDefaultInstance())).isEmpty();
    assertThat(listed(FlightSql.CommandGetExportedKeys.getDefaultInstance())).isEmpty();
    assertThat(listed(FlightSql.CommandGetImportedKeys.getDefaultInstance())).isEmpty();
    assertThat(listed(FlightSql.CommandGetCrossReference.getDefaultInstance())).isEmpty();
    assertThat(listed(FlightSql.CommandGetXdbcTypeInfo.newBuilder().setDataType(12).build())).singleElement().asString().startsWith("VARCHAR, 12,");
    assertThat(listed(FlightSql.CommandGetSqlInfo.newBuilder().addInfo(0).addInfo(3).addInfo(508).addInfo(517).build()))
        .hasSize(4).contains("0, InfluxDB IOx", "3, true");
    assertThat(listed(FlightSql.CommandGetSqlInfo.getDefaultInstance())).hasSizeGreaterThan(25);
  }

  @Test
  void tablesCanBringTheirSchema() throws Exception {
    FakeExchange call = sql("DoGet", ticket(Any.pack(
        FlightSql.CommandGetTables.newBuilder().setDbSchemaFilterPattern("iox").setIncludeSchema(true).build()).toByteString()));
    assertThat(content(call).schema()).endsWith("table_schema: Binary not null>");
    assertThat(content(call).rows()).hasSize(1);
  }

  @Test
  void whatChangesSomethingIsUnimplemented() throws Exception {
    assertThat(sql("GetFlightInfo", descriptor(FlightSql.CommandStatementUpdate.getDefaultInstance())).status()).isEqualTo(12);
    assertThat(sql("DoAction", action("BeginTransaction", FlightSql.ActionBeginTransactionRequest.getDefaultInstance())).status()).isEqualTo(12);
    for (String method : List.of("GetSchema", "ListFlights", "ListActions", "DoExchange", "PollFlightInfo")) {
      assertThat(sql(method, new byte[0]).status()).isEqualTo(12);
    }
    byte[] put = Flight.FlightData.newBuilder().setFlightDescriptor(Flight.FlightDescriptor.getDefaultInstance()).build().toByteArray();
    assertThat(sql("DoPut", put).status()).isEqualTo(12);
  }

  private List<String> listed(Message command) throws Exception {
    FakeExchange info = sql("GetFlightInfo", descriptor(command));
    assertThat(info.message()).isEmpty();
    FakeExchange call = sql("DoGet", ticket(Any.pack(command).toByteString()));
    assertThat(call.message()).isEmpty();
    return content(call).rows();
  }

  private static ArrowText.Content content(FakeExchange call) throws IOException {
    assertThat(call.message()).isEmpty();
    ArrowText text = new ArrowText();
    for (byte[] message : call.messages()) {
      Flight.FlightData data = Flight.FlightData.parseFrom(message);
      text.add(data.getDataHeader().toByteArray(), data.getDataBody().toByteArray());
    }
    return text.read();
  }

  /// The frames of a `DoPut` that binds one row: `$a` a number, then a text, a float, a truth and a null.
  private static byte[] parameterFrames(Message command) throws IOException {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    try (RootAllocator allocator = new RootAllocator();
        BigIntVector number = new BigIntVector("$a", allocator);
        VarCharVector text = new VarCharVector("b", allocator);
        Float8Vector fraction = new Float8Vector("c", allocator);
        BitVector truth = new BitVector("d", allocator);
        BigIntVector none = new BigIntVector("e", allocator)) {
      number.setSafe(0, 42);
      text.setSafe(0, "text".getBytes(StandardCharsets.UTF_8));
      fraction.setSafe(0, 2.5);
      truth.setSafe(0, 1);
      none.setNull(0);
      List.of(number, text, fraction, truth, none).forEach(vector -> vector.setValueCount(1));
      try (VectorSchemaRoot root = VectorSchemaRoot.of(number, text, fraction, truth, none);
          ArrowStreamWriter writer = new ArrowStreamWriter(root, null, Channels.newChannel(stream))) {
        root.setRowCount(1);
        writer.writeBatch();
        writer.end();
      }
    }
    return FlightFrames.of(stream.toByteArray(), Flight.FlightDescriptor.newBuilder().setCmd(Any.pack(command).toByteString()).build());
  }

  private FakeExchange get(String ticket) throws IOException {
    return get(ByteString.copyFromUtf8(ticket));
  }

  private FakeExchange get(ByteString ticket) throws IOException {
    return call("DoGet", ticket(ticket));
  }

  private FakeExchange sql(String method, byte[] message) throws IOException {
    return call(method, message, "database", "db");
  }

  private FakeExchange sqlFrames(String method, byte[] frames) throws IOException {
    FakeExchange exchange =
        new FakeExchange(path(method), frames).with("authorization", "Bearer good").with("database", "db");
    service.serve(exchange);
    return exchange;
  }

  private FakeExchange call(String method, byte[] message, String... headers) throws IOException {
    FakeExchange exchange = new FakeExchange(path(method), FakeExchange.framed(message)).with("authorization", "Bearer good");
    for (int i = 0; i < headers.length; i += 2) {
      exchange.with(headers[i], headers[i + 1]);
    }
    service.serve(exchange);
    return exchange;
  }

  private static byte[] ticket(ByteString bytes) {
    return Flight.Ticket.newBuilder().setTicket(bytes).build().toByteArray();
  }

  private static String schemaText(byte[] encapsulated) throws IOException {
    return MessageSerializer.deserializeSchema(new ReadChannel(Channels.newChannel(new ByteArrayInputStream(encapsulated)))).toString();
  }

  private static byte[] descriptor(Message command) {
    return Flight.FlightDescriptor.newBuilder()
        .setType(Flight.FlightDescriptor.DescriptorType.CMD).setCmd(Any.pack(command).toByteString()).build().toByteArray();
  }

  private static byte[] action(String type, Message body) {
    return Flight.Action.newBuilder().setType(type).setBody(Any.pack(body).toByteString()).build().toByteArray();
  }

  private static String path(String method) {
    return "/arrow.flight.protocol.FlightService/" + method;
  }

  private static void assertEnds(FakeExchange call, int status, String message) {
    assertThat(call.message()).isEqualTo(message);
    assertThat(call.status()).isEqualTo(status);
  }
}
