package millrace.flight;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import millrace.flight.arrow.ArrowField;
import millrace.flight.arrow.ArrowSchema;
import millrace.flight.arrow.ArrowType;
import millrace.flight.arrow.BatchBuilder;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.sql.impl.FlightSql;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Damaged calls of every kind: each ends with a status, and never with one that says the fault is ours.
class HostileCallsTest {
  private static final int INTERNAL = 13;
  private static final List<String> METHODS = List.of("Handshake", "GetFlightInfo", "DoGet", "DoPut", "DoAction", "GetSchema", "Nothing");

  private final FlightService service = new FlightService(new FakeQueries(), (authorization, database) -> {}, 1 << 16);

  @Test
  void tenThousandDamagedCalls() throws Exception {
    run(10_000);
  }

  @Test
  @Tag("slow")
  void aMillionDamagedCalls() throws Exception {
    run(1_000_000);
  }

  private void run(int calls) throws Exception {
    long seed = Long.getLong("millrace.seed", new Random().nextLong());
    System.out.println("seed " + seed + ", repeat with ./dev test flight HostileCallsTest --seed " + seed);
    Random random = new Random(seed);
    List<byte[]> whole = wellFormed();
    for (int i = 0; i < calls; i++) {
      byte[] body = damaged(whole.get(random.nextInt(whole.size())), random);
      FakeExchange call = new FakeExchange(
          "/arrow.flight.protocol.FlightService/" + METHODS.get(random.nextInt(METHODS.size())), body);
      if (random.nextInt(4) > 0) {
        call.with("database", "db");
      }
      if (random.nextInt(8) == 0) {
        call.with("grpc-timeout", List.of("1H", "", "x", "99999999999S", "-1m").get(random.nextInt(5)));
      }
      if (random.nextInt(8) == 0) {
        call.with("grpc-encoding", random.nextBoolean() ? "gzip" : "snappy");
      }
      if (random.nextInt(8) == 0) {
        call.with("authorization", List.of("Basic eDp5", "Basic ?", "Basic", "Bearer x", "").get(random.nextInt(5)));
      }
      service.serve(call);
      assertThat(call.status()).as("call %d of seed %d: %s", i, seed, call.message()).isNotEqualTo(INTERNAL);
    }
  }

  /// Frames of calls as clients make them.
  private static List<byte[]> wellFormed() throws Exception {
    List<byte[]> whole = new ArrayList<>();
    List<ByteString> commands = new ArrayList<>();
    commands.add(ByteString.copyFromUtf8("{\"database\":\"db\",\"sql_query\":\"SELECT 1\",\"query_type\":\"sql\",\"params\":{\"a\":1}}"));
    commands.add(ByteString.copyFrom(new byte[] {10, 2, 'd', 'b', 18, 8, 'S', 'E', 'L', 'E', 'C', 'T', ' ', '1', 24, 2}));
    commands.add(Any.pack(FlightSql.CommandStatementQuery.newBuilder().setQuery("SELECT 1").build()).toByteString());
    commands.add(Any.pack(FlightSql.CommandGetTables.newBuilder().setIncludeSchema(true).setTableNameFilterPattern("%_%").build()).toByteString());
    commands.add(Any.pack(FlightSql.CommandGetSqlInfo.newBuilder().addInfo(508).build()).toByteString());
    commands.add(Any.pack(FlightSql.CommandGetXdbcTypeInfo.getDefaultInstance()).toByteString());
    ByteString prepared = Any.pack(FlightSql.CommandPreparedStatementQuery.newBuilder()
        .setPreparedStatementHandle(new PreparedHandle("SELECT $a", java.util.Map.of("a", 1L)).encoded()).build()).toByteString();
    commands.add(prepared);
    for (ByteString command : commands) {
      whole.add(FakeExchange.framed(Flight.Ticket.newBuilder().setTicket(command).build().toByteArray()));
      whole.add(FakeExchange.framed(Flight.FlightDescriptor.newBuilder().setTypeValue(2).setCmd(command).build().toByteArray()));
    }
    whole.add(FakeExchange.framed(Flight.Action.newBuilder().setType("CreatePreparedStatement").setBody(Any.pack(
        FlightSql.ActionCreatePreparedStatementRequest.newBuilder().setQuery("SELECT $a").build()).toByteString()).build().toByteArray()));
    whole.add(FakeExchange.framed(Flight.Action.newBuilder().setType("CancelFlightInfo").setBody(
        Flight.CancelFlightInfoRequest.newBuilder().setInfo(Flight.FlightInfo.newBuilder().addEndpoint(
            Flight.FlightEndpoint.newBuilder().setTicket(Flight.Ticket.newBuilder().setTicket(RunningTickets.ticket(prepared)))))
            .build().toByteString()).build().toByteArray()));
    whole.add(FakeExchange.framed(Flight.HandshakeRequest.newBuilder().setPayload(ByteString.copyFromUtf8("x")).build().toByteArray()));
    byte[] put = parameters(prepared);
    for (int i = 0; i < 8; i++) {
      whole.add(put);
    }
    return whole;
  }

  private static byte[] parameters(ByteString command) throws Exception {
    ArrowSchema schema = ArrowSchema.of(
        ArrowField.nullable("i", new ArrowType.Int(64, true)), ArrowField.nullable("s", new ArrowType.Utf8()),
        ArrowField.nullable("t", new ArrowType.Timestamp(java.util.Optional.empty())), ArrowField.nullable("d", new ArrowType.Date()));
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    Flight.FlightDescriptor descriptor = Flight.FlightDescriptor.newBuilder().setTypeValue(2).setCmd(command).build();
    frames.writeBytes(FakeExchange.framed(Flight.FlightData.newBuilder()
        .setFlightDescriptor(descriptor).setDataHeader(ByteString.copyFrom(schema.message())).build().toByteArray()));
    BatchBuilder builder = new BatchBuilder(schema, (header, body) -> frames.writeBytes(FakeExchange.framed(Flight.FlightData.newBuilder()
        .setDataHeader(ByteString.copyFrom(header)).setDataBody(ByteString.copyFrom(body)).build().toByteArray())));
    Object[] row = {1L, "text", 1_641_024_000_000_000_000L, 19_000L};
    builder.row(column -> row[column]);
    builder.finish();
    return frames.toByteArray();
  }

  private static byte[] damaged(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    switch (random.nextInt(5)) {
      case 0 -> {
        return java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      }
      case 1 -> {
        random.nextBytes(bytes);
        return random.nextBoolean() ? bytes : FakeExchange.framed(bytes);
      }
      case 2 -> {
        String deep = List.of("{\"a\":", "[", "{\"database\":\"db\",\"sql_query\":\"\",\"params\":{\"x\":").get(random.nextInt(3));
        byte[] text = deep.repeat(1 + random.nextInt(500)).getBytes(StandardCharsets.UTF_8);
        return FakeExchange.framed(Flight.Ticket.newBuilder().setTicket(ByteString.copyFrom(text)).build().toByteArray());
      }
      default -> {
        int flips = 1 + random.nextInt(6);
        for (int i = 0; i < flips; i++) {
          // Mostly behind the prefix, so that the frame stays whole and the damage reaches the messages.
          int at = random.nextInt(8) == 0 ? random.nextInt(bytes.length) : Math.min(bytes.length - 1, 5 + random.nextInt(bytes.length));
          bytes[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) (bytes[at] ^ 1 << random.nextInt(8));
        }
        return bytes;
      }
    }
  }
}
