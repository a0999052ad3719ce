package millrace.flight;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.flight.arrow.ArrowSchema;
import millrace.flight.arrow.ResultTypes;
import millrace.flight.grpc.GrpcCall;
import millrace.flight.grpc.GrpcFailure;
import millrace.flight.grpc.GrpcStatus;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.sql.impl.FlightSql;

/// The actions of Flight and Flight SQL: prepared statements, and the end of running queries. Others are answered
/// `UNIMPLEMENTED`, sessions and transactions among them: the server keeps nothing between calls.
///
/// Threads: any.
final class FlightActions {
  private final FlightQueries queries;
  private final FlightAccess access;
  private final AnswerSchemas schemas;
  private final RunningTickets running;

  FlightActions(FlightQueries queries, FlightAccess access, AnswerSchemas schemas, RunningTickets running) {
    this.queries = queries;
    this.access = access;
    this.schemas = schemas;
    this.running = running;
  }

  /// Answers a call of `DoAction`.
  ///
  /// @throws IOException when the client is gone
  void answer(GrpcCall call) throws IOException {
    Flight.Action action = call.only(Flight.Action.parser());
    switch (action.getType()) {
      case "CreatePreparedStatement" -> createPrepared(call, action.getBody());
      case "ClosePreparedStatement" -> unpack(action.getBody(), FlightSql.ActionClosePreparedStatementRequest.class);
      case "CancelFlightInfo" -> cancelInfo(call, action.getBody());
      case "CancelQuery" -> cancelQuery(call, action.getBody());
      default -> throw GrpcFailure.unimplemented("action " + action.getType() + " is not supported");
    }
  }

  private void createPrepared(GrpcCall call, ByteString body) throws IOException {
    String text = unpack(body, FlightSql.ActionCreatePreparedStatementRequest.class).getQuery();
    String database = CallHeaders.database(call);
    FlightQuery query = new FlightQuery(
        database, CallHeaders.language(call), text, Map.of(), new Command.Statement(text).name());
    access.admit(CallHeaders.authorization(call), query);
    ArrowSchema parameters = switch (query.language()) {
      case SQL -> ResultTypes.parameters(queries.parameters(query));
      case INFLUXQL -> ArrowSchema.of();
    };
    send(call, FlightSql.ActionCreatePreparedStatementResult.newBuilder()
        .setPreparedStatementHandle(new PreparedHandle(text, Map.of()).encoded())
        .setDatasetSchema(ByteString.copyFrom(schemas.of(query)))
        .setParameterSchema(ByteString.copyFrom(parameters.encapsulated()))
        .build());
  }

  /// Flight's own form, whose messages stand bare.
  private void cancelInfo(GrpcCall call, ByteString body) throws IOException {
    Flight.FlightInfo info = parsed(() -> Flight.CancelFlightInfoRequest.parseFrom(body)).getInfo();
    Flight.CancelStatus status =
        cancel(call, info) ? Flight.CancelStatus.CANCEL_STATUS_CANCELLED : Flight.CancelStatus.CANCEL_STATUS_NOT_CANCELLABLE;
    ByteString result = Flight.CancelFlightInfoResult.newBuilder().setStatus(status).build().toByteString();
    call.send(Flight.Result.newBuilder().setBody(result).build());
  }

  /// The older form of Flight SQL.
  @SuppressWarnings("deprecation")
  private void cancelQuery(GrpcCall call, ByteString body) throws IOException {
    ByteString bytes = unpack(body, FlightSql.ActionCancelQueryRequest.class).getInfo();
    Flight.FlightInfo info = parsed(() -> Flight.FlightInfo.parseFrom(bytes));
    var result = cancel(call, info)
        ? FlightSql.ActionCancelQueryResult.CancelResult.CANCEL_RESULT_CANCELLED
        : FlightSql.ActionCancelQueryResult.CancelResult.CANCEL_RESULT_NOT_CANCELLABLE;
    send(call, FlightSql.ActionCancelQueryResult.newBuilder().setResult(result).build());
  }

  /// Stops what runs for the tickets of an info.
  ///
  /// @return false when it has no ticket of a query
  /// @throws GrpcFailure NOT_FOUND when none of its queries runs
  private boolean cancel(GrpcCall call, Flight.FlightInfo info) {
    List<ByteString> tickets = info.getEndpointList().stream()
        .map(endpoint -> endpoint.getTicket().getTicket()).filter(RunningTickets::isNamed).toList();
    long found = tickets.stream()
        .filter(ticket -> running.cancel(
            ticket, database -> access.admit(CallHeaders.authorization(call), Optional.of(database))))
        .count();
    if (!tickets.isEmpty() && found == 0) {
      throw new GrpcFailure(GrpcStatus.NOT_FOUND, "no query runs for this ticket");
    }
    return found > 0;
  }

  private static void send(GrpcCall call, Message result) throws IOException {
    call.send(Flight.Result.newBuilder().setBody(Any.pack(result).toByteString()).build());
  }

  private static <T extends Message> T unpack(ByteString body, Class<T> type) {
    return Command.unpack(parsed(() -> Any.parseFrom(body)), type);
  }

  private interface Parsing<T> {
    T parse() throws InvalidProtocolBufferException;
  }

  private static <T> T parsed(Parsing<T> parsing) {
    try {
      return parsing.parse();
    } catch (InvalidProtocolBufferException broken) {
      throw GrpcFailure.invalid("the action's body is damaged");
    }
  }
}
