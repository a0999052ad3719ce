package millrace.flight;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import millrace.flight.arrow.BatchBuilder;
import millrace.flight.arrow.ParameterRows;
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

  private static final List<String> ABSENT = List.of("GetSchema", "ListFlights", "ListActions", "DoExchange", "PollFlightInfo");

  private final FlightQueries queries;
  private final FlightAccess access;
  private final AnswerSchemas schemas;
  private final RunningTickets running = new RunningTickets();
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
    this.schemas = new AnswerSchemas(queries);
    this.listings = new CatalogListings(queries);
    FlightActions actions = new FlightActions(queries, access, schemas, running);
    this.server = new GrpcServer(limitBytes)
        .method(PREFIX + "Handshake", admitted(this::handshake))
        .method(PREFIX + "GetFlightInfo", admitted(this::getFlightInfo))
        .method(PREFIX + "DoGet", admitted(this::doGet))
        .method(PREFIX + "DoPut", admitted(this::doPut))
        .method(PREFIX + "DoAction", admitted(actions::answer));
    // Whoever is not known is not told what there is.
    ABSENT.forEach(name -> server.method(PREFIX + name, admitted(_ -> {
      throw GrpcFailure.unimplemented(name + " is not supported");
    })));
  }

  /// Answers one call.
  ///
  /// @throws IOException when the client is gone
  public void serve(GrpcExchange exchange) throws IOException {
    server.serve(exchange);
  }

  private GrpcMethod admitted(GrpcMethod method) {
    return call -> {
      access.admit(CallHeaders.authorization(call), Optional.empty());
      method.call(call);
    };
  }

  /// Sends back what comes. Whoever logged in with a password is told to bring it as a token from now on.
  private void handshake(GrpcCall call) throws IOException {
    CallHeaders.password(call).ifPresent(password -> call.header("authorization", "Bearer " + password));
    for (Optional<Flight.HandshakeRequest> request = call.next(Flight.HandshakeRequest.parser());
        request.isPresent();
        request = call.next(Flight.HandshakeRequest.parser())) {
      call.send(Flight.HandshakeResponse.newBuilder()
          .setProtocolVersion(request.get().getProtocolVersion())
          .setPayload(request.get().getPayload())
          .build());
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
    boolean isQuery = command instanceof Command.Statement || command instanceof Command.Prepared;
    ByteString ticket = isQuery ? RunningTickets.ticket(descriptor.getCmd()) : descriptor.getCmd();
    call.send(Flight.FlightInfo.newBuilder()
        .setSchema(ByteString.copyFrom(schema))
        .setFlightDescriptor(descriptor)
        .addEndpoint(Flight.FlightEndpoint.newBuilder().setTicket(Flight.Ticket.newBuilder().setTicket(ticket)))
        .setTotalRecords(-1)
        .setTotalBytes(-1)
        .build());
  }

  private byte[] planned(GrpcCall call, FlightQuery query) {
    access.admit(CallHeaders.authorization(call), query);
    return schemas.of(query);
  }

  private void doGet(GrpcCall call) throws IOException {
    ByteString ticket = call.only(Flight.Ticket.parser()).getTicket();
    Optional<Command> command = Command.decode(ticket);
    if (command.isEmpty()) {
      run(call, ticket, Tickets.query(ticket));
      return;
    }
    String database = database(call);
    switch (command.get()) {
      case Command.Statement(String text) -> run(call, ticket, query(call, database, text, Map.of(), command.get()));
      case Command.Prepared(PreparedHandle handle) ->
        run(call, ticket, query(call, database, handle.query(), handle.parameters(), command.get()));
      default -> send(call, listings.answer(command.get(), database, call.stop()));
    }
  }

  private void run(GrpcCall call, ByteString ticket, FlightQuery query) {
    access.admit(CallHeaders.authorization(call), query);
    Consumer<List<String>> told = missing -> tell(missing, call);
    FlightAnswer answer = new FlightAnswer(call);
    Future<?> watch = keepAlive.watch(answer);
    try (answer; RunningTickets.Entry _ = running.begin(ticket, query.database(), call.stop())) {
      FlightQueries.Spent spent = switch (query.language()) {
        case SQL -> queries.sql(query, call.stop(), new SqlRowBatches(answer, told));
        case INFLUXQL -> queries.influxql(query, call.stop(), new SeriesBatches(answer, told, () -> queries.head(query)));
      };
      spent.seconds().forEach((part, seconds) -> call.trailer("x-influxdata-" + part + "-duration-seconds", seconds));
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

  private static FlightQuery query(
      GrpcCall call, String database, String text, Map<String, Object> parameters, Command command) {
    return new FlightQuery(database, CallHeaders.language(call), text, parameters, command.name());
  }

  /// The database of a Flight SQL call, which its headers name and the caller may read.
  private String database(GrpcCall call) {
    String named = CallHeaders.database(call);
    access.admit(CallHeaders.authorization(call), Optional.of(named));
    return named;
  }
}
