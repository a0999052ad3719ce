package millrace.endtoend;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.FlightServiceGrpc;
import org.apache.arrow.flight.sql.impl.FlightSql;

/// Everything that can be asked over Flight, message by message, as no client library sends it.
final class FlightCalls implements AutoCloseable {
  private final ManagedChannel channel;

  /// How a call ended.
  ///
  /// @param status the name of a gRPC status
  record End(String status, String message) {}

  /// One call.
  @FunctionalInterface
  interface Call {
    /// @throws StatusRuntimeException when it ends badly
    void run(FlightServiceGrpc.FlightServiceBlockingStub stub);
  }

  /// @param url `http://HOST:PORT`
  FlightCalls(String url) {
    channel = NettyChannelBuilder.forTarget(url.substring("http://".length())).usePlaintext().build();
  }

  /// Makes a call.
  ///
  /// @param authorization value of the header
  End end(Optional<String> authorization, Map<String, String> headers, Call call) {
    try {
      call.run(stub(authorization, headers));
      return new End("OK", "");
    } catch (StatusRuntimeException ended) {
      Status status = ended.getStatus();
      return new End(status.getCode().name(), Optional.ofNullable(status.getDescription()).orElse(""));
    }
  }

  private FlightServiceGrpc.FlightServiceBlockingStub stub(Optional<String> authorization, Map<String, String> headers) {
    Metadata metadata = new Metadata();
    authorization.ifPresent(value -> metadata.put(key("authorization"), value));
    headers.forEach((name, value) -> metadata.put(key(name), value));
    return FlightServiceGrpc.newBlockingStub(
        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(metadata)));
  }

  /// Calls that need the right to read the database they name, by a name of their own.
  ///
  /// @param database what the tickets name, and the headers of the others
  static Map<String, Call> reading(String database) {
    Map<String, Call> calls = new LinkedHashMap<>();
    for (String key : List.of("database", "namespace_name", "bucket", "bucket-name")) {
      calls.put("ticket by " + key, get("{\"" + key + "\":\"" + database + "\",\"sql_query\":\"SELECT 1\"}"));
    }
    calls.put("ticket of a policy", get("{\"database\":\"" + database + "/autogen\",\"sql_query\":\"SELECT 1\"}"));
    calls.put("ticket of InfluxQL", get(
        "{\"database\":\"" + database + "\",\"sql_query\":\"SHOW MEASUREMENTS\",\"query_type\":\"influxql\"}"));
    calls.put("ticket naming another", get(
        "{\"database\":\"d\",\"sql_query\":\"SELECT v FROM " + database + "..m\",\"query_type\":\"influxql\"}"));
    ByteString info = readInfo(database);
    calls.put("ReadInfo", get(info));
    calls.put("ReadInfo in Any", get(
        Any.newBuilder().setTypeUrl("type.googleapis.com/influxdata.ReadInfo").setValue(info).build().toByteString()));
    statements().forEach((name, command) -> {
      calls.put("GetFlightInfo " + name, info(command));
      calls.put("DoGet " + name, get(Any.pack(command).toByteString()));
    });
    calls.put("DoGet CommandStatementQuery of InfluxQL naming another", get(Any.pack(
        FlightSql.CommandStatementQuery.newBuilder().setQuery("SELECT v FROM " + database + "..m").build()).toByteString()));
    calls.put("CreatePreparedStatement", action("CreatePreparedStatement", Any.pack(
        FlightSql.ActionCreatePreparedStatementRequest.newBuilder().setQuery("SELECT 1").build())));
    return calls;
  }

  /// Commands about a database, which a header names.
  private static Map<String, Message> statements() {
    Map<String, Message> commands = new LinkedHashMap<>();
    commands.put("CommandStatementQuery", FlightSql.CommandStatementQuery.newBuilder().setQuery("SELECT 1").build());
    commands.put("TicketStatementQuery",
        FlightSql.TicketStatementQuery.newBuilder().setStatementHandle(ByteString.copyFromUtf8("SELECT 1")).build());
    commands.put("CommandPreparedStatementQuery",
        FlightSql.CommandPreparedStatementQuery.newBuilder().setPreparedStatementHandle(handle()).build());
    for (Message listing : List.of(
        FlightSql.CommandGetCatalogs.getDefaultInstance(), FlightSql.CommandGetDbSchemas.getDefaultInstance(),
        FlightSql.CommandGetTables.newBuilder().setIncludeSchema(true).build(), FlightSql.CommandGetTableTypes.getDefaultInstance(),
        FlightSql.CommandGetSqlInfo.getDefaultInstance(), FlightSql.CommandGetPrimaryKeys.getDefaultInstance(),
        FlightSql.CommandGetExportedKeys.getDefaultInstance(), FlightSql.CommandGetImportedKeys.getDefaultInstance(),
        FlightSql.CommandGetCrossReference.getDefaultInstance(), FlightSql.CommandGetXdbcTypeInfo.getDefaultInstance())) {
      commands.put(listing.getDescriptorForType().getName(), listing);
    }
    return commands;
  }

  /// Calls that any valid token may make, since they read nothing.
  static Map<String, Call> harmless() {
    Map<String, Call> calls = new LinkedHashMap<>();
    calls.put("Handshake", stub -> awaited((StreamObserver<Flight.HandshakeResponse> answers) ->
        FlightServiceGrpc.newStub(stub.getChannel()).handshake(answers), Flight.HandshakeRequest.getDefaultInstance()));
    calls.put("DoPut of parameters", put(Any.pack(
        FlightSql.CommandPreparedStatementQuery.newBuilder().setPreparedStatementHandle(handle()).build())));
    calls.put("ClosePreparedStatement", action("ClosePreparedStatement", Any.pack(
        FlightSql.ActionClosePreparedStatementRequest.newBuilder().setPreparedStatementHandle(handle()).build())));
    calls.put("CancelFlightInfo", action("CancelFlightInfo", ByteString.EMPTY));
    calls.put("CancelQuery", action("CancelQuery", Any.newBuilder()
        .setTypeUrl("type.googleapis.com/arrow.flight.protocol.sql.ActionCancelQueryRequest").build()));
    return calls;
  }

  /// What this server does not do.
  static Map<String, Call> absent() {
    Map<String, Call> calls = new LinkedHashMap<>();
    for (Message change : List.of(
        FlightSql.CommandStatementUpdate.getDefaultInstance(), FlightSql.CommandPreparedStatementUpdate.getDefaultInstance(),
        FlightSql.CommandStatementIngest.getDefaultInstance(), FlightSql.CommandStatementSubstraitPlan.getDefaultInstance())) {
      calls.put("DoPut " + change.getDescriptorForType().getName(), put(Any.pack(change)));
    }
    for (String type : List.of("BeginTransaction", "EndTransaction", "BeginSavepoint", "EndSavepoint", "CreatePreparedSubstraitPlan",
        "SetSessionOptions", "GetSessionOptions", "CloseSession", "RenewFlightEndpoint", "whatever")) {
      calls.put(type, action(type, Any.getDefaultInstance()));
    }
    calls.put("ListActions", stub -> drain(stub.listActions(Flight.Empty.getDefaultInstance())));
    calls.put("GetSchema", stub -> stub.getSchema(Flight.FlightDescriptor.getDefaultInstance()));
    calls.put("PollFlightInfo", stub -> stub.pollFlightInfo(Flight.FlightDescriptor.getDefaultInstance()));
    calls.put("ListFlights", stub -> drain(stub.listFlights(Flight.Criteria.getDefaultInstance())));
    calls.put("DoExchange", stub -> awaited((StreamObserver<Flight.FlightData> answers) ->
        FlightServiceGrpc.newStub(stub.getChannel()).doExchange(answers), Flight.FlightData.getDefaultInstance()));
    return calls;
  }

  private static Call get(String ticket) {
    return get(ByteString.copyFromUtf8(ticket));
  }

  private static Call get(ByteString ticket) {
    return stub -> drain(stub.doGet(Flight.Ticket.newBuilder().setTicket(ticket).build()));
  }

  private static Call info(Message command) {
    return stub -> stub.getFlightInfo(descriptor(Any.pack(command)));
  }

  private static Call action(String type, Any body) {
    return action(type, body.toByteString());
  }

  private static Call action(String type, ByteString body) {
    return stub -> drain(stub.doAction(Flight.Action.newBuilder().setType(type).setBody(body).build()));
  }

  private static Call put(Any command) {
    return stub -> awaited(
        (StreamObserver<Flight.PutResult> answers) -> FlightServiceGrpc.newStub(stub.getChannel()).doPut(answers),
        Flight.FlightData.newBuilder().setFlightDescriptor(descriptor(command)).build());
  }

  private static Flight.FlightDescriptor descriptor(Any command) {
    return Flight.FlightDescriptor.newBuilder()
        .setType(Flight.FlightDescriptor.DescriptorType.CMD).setCmd(command.toByteString()).build();
  }

  private static ByteString readInfo(String database) {
    byte[] name = database.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    byte[] query = "SELECT 1".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return ByteString.copyFrom(new byte[] {10, (byte) name.length}).concat(ByteString.copyFrom(name))
        .concat(ByteString.copyFrom(new byte[] {18, (byte) query.length})).concat(ByteString.copyFrom(query));
  }

  /// A prepared statement `SELECT 1`, without asking the server for it.
  private static ByteString handle() {
    return Any.newBuilder().setTypeUrl("type.googleapis.com/influxdata.FlightSqlPreparedStatementHandle")
        .setValue(ByteString.copyFrom(new byte[] {10, 8}).concat(ByteString.copyFromUtf8("SELECT 1"))).build().toByteString();
  }

  /// Opens a call whose request is a stream.
  private interface Opening<Q, A> {
    StreamObserver<Q> open(StreamObserver<A> answers);
  }

  /// Sends one message and waits for the end.
  private static <Q, A> void awaited(Opening<Q, A> opening, Q message) {
    CompletableFuture<Optional<Throwable>> end = new CompletableFuture<>();
    StreamObserver<Q> requests = opening.open(new StreamObserver<>() {
      @Override
      public void onNext(A answer) {
        // Only how it ends matters.
      }

      @Override
      public void onError(Throwable failure) {
        end.complete(Optional.of(failure));
      }

      @Override
      public void onCompleted() {
        end.complete(Optional.empty());
      }
    });
    requests.onNext(message);
    requests.onCompleted();
    end.join().ifPresent(failure -> {
      throw Status.fromThrowable(failure).asRuntimeException();
    });
  }

  private static void drain(Iterator<?> answers) {
    answers.forEachRemaining(_ -> {});
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
