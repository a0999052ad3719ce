package millrace.flight;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import millrace.flight.FlightQuery.Language;
import millrace.flight.arrow.ArrowSchema;
import millrace.flight.arrow.BatchBuilder;
import millrace.flight.arrow.ParameterRows;
import millrace.flight.arrow.ResultTypes;
import millrace.flight.arrow.SeriesBatches;
import millrace.flight.grpc.GrpcCall;
import millrace.flight.grpc.GrpcExchange;
import millrace.flight.grpc.GrpcFailure;
import millrace.flight.grpc.GrpcMethod;
import millrace.flight.grpc.GrpcServer;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.sql.impl.FlightSql;

/// The service `arrow.flight.protocol.FlightService`: queries by the tickets of the client libraries, and Flight SQL.
/// Methods that are not here are answered `UNIMPLEMENTED`. Source: specification 5.
///
/// Threads: any.
public final class FlightService {
  private static final String PREFIX = "/arrow.flight.protocol.FlightService/";
  private static final String PARTIAL_TRAILER = "x-millrace-partial";
  private static final int LONGEST_TRAILER = 1024;

  /// What InfluxDB 3 takes.
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);

  private static final List<String> DATABASE_HEADERS = List.of("database", "bucket", "bucket-name", "iox-namespace-name");

  private final FlightQueries queries;
  private final FlightAccess access;
  private final CatalogListings listings;
  private final GrpcServer server;
  private final KeepAlive keepAlive;

  /// @param limitBytes longest message a client may send
  public FlightService(FlightQueries queries, FlightAccess access, int limitBytes) {
    this(queries, access, limitBytes, KEEP_ALIVE);
  }

  /// @param keepAlive how long an answer may be silent
  FlightService(FlightQueries queries, FlightAccess access, int limitBytes, Duration keepAlive) {
    this.keepAlive = new KeepAlive(keepAlive);
    this.queries = queries;
    this.access = access;
    this.listings = new CatalogListings(queries);
    this.server = new GrpcServer(limitBytes)
        .method(PREFIX + "Handshake", admitted(this::handshake))
        .method(PREFIX + "GetFlightInfo", admitted(this::getFlightInfo))
        .method(PREFIX + "DoGet", admitted(this::doGet))
        .method(PREFIX + "DoPut", admitted(this::doPut))
        .method(PREFIX + "DoAction", admitted(this::doAction));
  }

  /// Answers one call.
  ///
  /// @throws IOException when the client is gone
  public void serve(GrpcExchange exchange) throws IOException {
    server.serve(exchange);
  }

  private GrpcMethod admitted(GrpcMethod method) {
    return call -> {
      access.admit(call.metadata("authorization"), Optional.empty());
      method.call(call);
    };
  }

  /// Sends back what comes. Whoever logged in with a password is told to bring it as a token from now on.
  private void handshake(GrpcCall call) throws IOException {
    call.metadata("authorization").flatMap(FlightService::password)
        .ifPresent(password -> call.header("authorization", "Bearer " + password));
    for (Optional<Flight.HandshakeRequest> request = call.next(Flight.HandshakeRequest.parser());
        request.isPresent();
        request = call.next(Flight.HandshakeRequest.parser())) {
      call.send(Flight.HandshakeResponse.newBuilder()
          .setProtocolVersion(request.get().getProtocolVersion())
          .setPayload(request.get().getPayload())
          .build());
    }
  }

  private static Optional<String> password(String authorization) {
    if (!authorization.toLowerCase(Locale.ROOT).startsWith("basic ")) {
      return Optional.empty();
    }
    try {
      byte[] pair = Base64.getDecoder().decode(authorization.substring("basic ".length()).strip());
      String text = new String(pair, StandardCharsets.UTF_8);
      String password = text.substring(text.indexOf(':') + 1);
      boolean isHeaderText = password.chars().allMatch(c -> c > ' ' && c < 0x7f);
      return isHeaderText ? Optional.of(password) : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  private void getFlightInfo(GrpcCall call) throws IOException {
    Flight.FlightDescriptor descriptor = call.only(Flight.FlightDescriptor.parser());
    Command command = Command.decode(descriptor.getCmd())
        .orElseThrow(() -> GrpcFailure.invalid("the descriptor holds no Flight SQL command"));
    String database = database(call);
    byte[] schema = switch (command) {
      case Command.Statement(String text) -> planned(call, query(call, database, text, Map.of(), command));
      case Command.Prepared(PreparedHandle handle) ->
        planned(call, query(call, database, handle.query(), handle.parameters(), command));
      default -> CatalogListings.schema(command).encapsulated();
    };
    call.send(Flight.FlightInfo.newBuilder()
        .setSchema(ByteString.copyFrom(schema))
        .setFlightDescriptor(descriptor)
        .addEndpoint(Flight.FlightEndpoint.newBuilder().setTicket(Flight.Ticket.newBuilder().setTicket(descriptor.getCmd())))
        .setTotalRecords(-1)
        .setTotalBytes(-1)
        .build());
  }

  /// The schema of a query's answer. That of InfluxQL's statements about schema and server shows only when they run, so it
  /// is left out, which Flight allows.
  private byte[] planned(GrpcCall call, FlightQuery query) {
    access.admit(call.metadata("authorization"), query);
    return switch (query.language()) {
      case SQL -> ResultTypes.schema(queries.columns(query)).encapsulated();
      case INFLUXQL -> queries.head(query).map(head -> SeriesBatches.schema(head).encapsulated()).orElse(new byte[0]);
    };
  }

  private void doGet(GrpcCall call) throws IOException {
    ByteString ticket = call.only(Flight.Ticket.parser()).getTicket();
    Optional<Command> command = Command.decode(ticket);
    if (command.isEmpty()) {
      run(call, Tickets.query(ticket));
      return;
    }
    String database = database(call);
    switch (command.get()) {
      case Command.Statement(String text) -> run(call, query(call, database, text, Map.of(), command.get()));
      case Command.Prepared(PreparedHandle handle) ->
        run(call, query(call, database, handle.query(), handle.parameters(), command.get()));
      default -> send(call, listings.answer(command.get(), database, call.stop()));
    }
  }

  private void run(GrpcCall call, FlightQuery query) {
    access.admit(call.metadata("authorization"), query);
    Consumer<List<String>> told = missing -> tell(missing, call);
    FlightAnswer answer = new FlightAnswer(call);
    Future<?> watch = keepAlive.watch(answer);
    try (answer) {
      switch (query.language()) {
        case SQL -> queries.sql(query, call.stop(), new SqlRowBatches(answer, told));
        case INFLUXQL -> queries.influxql(query, call.stop(), new SeriesBatches(answer, told, () -> queries.head(query)));
      }
    } finally {
      watch.cancel(false);
    }
  }

  /// Names in a trailer what damaged files kept from the answer: its rows have left when that is known.
  private static void tell(List<String> missing, GrpcCall call) {
    if (!missing.isEmpty()) {
      String text = String.join("; ", missing).replaceAll("[^\\x20-\\x7e]", " ");
      call.trailer(PARTIAL_TRAILER, text.substring(0, Math.min(LONGEST_TRAILER, text.length())));
    }
  }

  private static void send(GrpcCall call, Listing listing) throws IOException {
    SeriesBatches.Output answer = new FlightAnswer(call);
    answer.schema(listing.schema());
    BatchBuilder builder = new BatchBuilder(listing.schema(), answer);
    for (List<Object> row : listing.rows()) {
      builder.row(row::get);
    }
    builder.finish();
  }

  /// Binds parameters to a prepared statement: the answer is its new handle.
  private void doPut(GrpcCall call) throws IOException {
    Flight.FlightData first = call.only(Flight.FlightData.parser());
    Optional<Command> command = Command.decode(first.getFlightDescriptor().getCmd());
    if (!(command.orElse(new Command.Catalogs()) instanceof Command.Prepared(PreparedHandle handle))) {
      throw GrpcFailure.unimplemented("DoPut takes the parameters of prepared statements only");
    }
    ParameterRows parameters = new ParameterRows();
    for (Optional<Flight.FlightData> data = Optional.of(first); data.isPresent(); data = call.next(Flight.FlightData.parser())) {
      if (!data.get().getDataHeader().isEmpty()) {
        parameters.message(data.get().getDataHeader().toByteArray(), data.get().getDataBody().toByteArray());
      }
    }
    ByteString bound = new PreparedHandle(handle.query(), parameters.values()).encoded();
    call.send(Flight.PutResult.newBuilder()
        .setAppMetadata(FlightSql.DoPutPreparedStatementResult.newBuilder()
            .setPreparedStatementHandle(bound).build().toByteString())
        .build());
  }

  private void doAction(GrpcCall call) throws IOException {
    Flight.Action action = call.only(Flight.Action.parser());
    switch (action.getType()) {
      case "CreatePreparedStatement" -> createPrepared(call, action.getBody());
      case "ClosePreparedStatement" ->
        unpack(action.getBody(), FlightSql.ActionClosePreparedStatementRequest.class);
      default -> throw GrpcFailure.unimplemented("action " + action.getType() + " is not supported");
    }
  }

  private void createPrepared(GrpcCall call, ByteString body) throws IOException {
    String text = unpack(body, FlightSql.ActionCreatePreparedStatementRequest.class).getQuery();
    FlightQuery query = query(call, database(call), text, Map.of(), new Command.Statement(text));
    ArrowSchema parameters = switch (query.language()) {
      case SQL -> ResultTypes.parameters(queries.parameters(query));
      case INFLUXQL -> ArrowSchema.of();
    };
    Message result = FlightSql.ActionCreatePreparedStatementResult.newBuilder()
        .setPreparedStatementHandle(new PreparedHandle(text, Map.of()).encoded())
        .setDatasetSchema(ByteString.copyFrom(planned(call, query)))
        .setParameterSchema(ByteString.copyFrom(parameters.encapsulated()))
        .build();
    call.send(Flight.Result.newBuilder().setBody(Any.pack(result).toByteString()).build());
  }

  private static <T extends Message> T unpack(ByteString body, Class<T> type) throws IOException {
    try {
      return Command.unpack(Any.parseFrom(body), type);
    } catch (com.google.protobuf.InvalidProtocolBufferException broken) {
      throw GrpcFailure.invalid("damaged Flight SQL message, expected " + type.getSimpleName());
    }
  }

  private static FlightQuery query(
      GrpcCall call, String database, String text, Map<String, Object> parameters, Command command) {
    Language language = switch (call.metadata("x-influxdata-query-language").orElse("sql").toLowerCase(Locale.ROOT)) {
      case "sql" -> Language.SQL;
      case "influxql" -> Language.INFLUXQL;
      default -> throw GrpcFailure.invalid("x-influxdata-query-language must be 'sql' or 'influxql'");
    };
    return new FlightQuery(database, language, text, parameters, command.name());
  }

  /// The database of a Flight SQL call, which its headers name.
  private String database(GrpcCall call) {
    List<String> named = DATABASE_HEADERS.stream()
        .flatMap(header -> call.metadata(header).stream())
        .flatMap(value -> value.isBlank() ? Stream.empty() : Stream.of(value.strip()))
        .distinct()
        .toList();
    if (named.isEmpty()) {
      throw GrpcFailure.invalid("no 'database' header in request");
    }
    if (named.size() > 1) {
      throw GrpcFailure.invalid("the request's headers name different databases: " + String.join(", ", named));
    }
    access.admit(call.metadata("authorization"), Optional.of(named.getFirst()));
    return named.getFirst();
  }
}
