package millrace.flight;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.sql.impl.FlightSql;
import org.junit.jupiter.api.Test;

/// A running query is ended by whoever holds its ticket, and tells in the end what it took.
class FlightCancelTest {
  private static final int CANCELLED = 1;
  private static final int INVALID_ARGUMENT = 3;
  private static final int NOT_FOUND = 5;
  private static final int PERMISSION_DENIED = 7;

  private final FakeQueries queries = new FakeQueries();
  private final FlightService service = new FlightService(queries, (authorization, database) -> {
    if (authorization.isEmpty() && database.isPresent()) {
      throw new MillraceException(ErrorCode.FORBIDDEN, "no");
    }
  }, 1 << 20);

  @Test
  void aRunningQueryIsCancelledByItsInfo() throws Exception {
    for (String language : List.of("sql", "influxql")) {
      Flight.FlightInfo info = info(FlightSql.CommandStatementQuery.newBuilder().setQuery("SELECT v FROM m").build(), language);
      List<FakeExchange> cancels = new ArrayList<>();
      queries.beforeRows = () -> cancels.add(cancel(info));
      FakeExchange run = get(info, language);
      assertThat(run.message()).isEqualTo("query cancelled");
      assertThat(run.status()).isEqualTo(CANCELLED);
      assertThat(result(cancels.getFirst()).getStatus()).isEqualTo(Flight.CancelStatus.CANCEL_STATUS_CANCELLED);
    }
  }

  @Test
  @SuppressWarnings("deprecation")
  void theOlderActionDoesTheSame() throws Exception {
    Flight.FlightInfo info = info(FlightSql.CommandStatementQuery.newBuilder().setQuery("SELECT 1").build(), "sql");
    List<FakeExchange> cancels = new ArrayList<>();
    Any request = Any.pack(FlightSql.ActionCancelQueryRequest.newBuilder().setInfo(info.toByteString()).build());
    queries.beforeRows = () -> cancels.add(action("CancelQuery", request.toByteString(), true));
    assertThat(get(info, "sql").status()).isEqualTo(CANCELLED);
    Any answer = Any.parseFrom(Flight.Result.parseFrom(cancels.getFirst().messages().getFirst()).getBody());
    assertThat(answer.unpack(FlightSql.ActionCancelQueryResult.class).getResult())
        .isEqualTo(FlightSql.ActionCancelQueryResult.CancelResult.CANCEL_RESULT_CANCELLED);
  }

  @Test
  void preparedStatementsAreCancelledToo() throws Exception {
    Flight.FlightInfo info = info(FlightSql.CommandPreparedStatementQuery.newBuilder()
        .setPreparedStatementHandle(new PreparedHandle("SELECT 1", Map.of()).encoded()).build(), "sql");
    queries.beforeRows = () -> cancel(info);
    assertThat(get(info, "sql").status()).isEqualTo(CANCELLED);
  }

  /// Two infos of one command are two queries.
  @Test
  void onlyTheQueryOfTheTicketEnds() throws Exception {
    Message command = FlightSql.CommandStatementQuery.newBuilder().setQuery("SELECT 1").build();
    Flight.FlightInfo one = info(command, "sql");
    Flight.FlightInfo other = info(command, "sql");
    List<FakeExchange> cancels = new ArrayList<>();
    queries.beforeRows = () -> cancels.add(cancel(other));
    assertThat(get(one, "sql").status()).isZero();
    assertThat(cancels.getFirst().message()).isEqualTo("no query runs for this ticket");
    assertThat(cancels.getFirst().status()).isEqualTo(NOT_FOUND);
    queries.beforeRows = () -> {};
    assertThat(get(one, "sql").status()).isZero();
    assertThat(cancel(one).status()).as("it is over").isEqualTo(NOT_FOUND);
  }

  @Test
  void whatIsNoQueryCannotBeCancelled() throws Exception {
    Flight.FlightInfo listing = info(FlightSql.CommandGetCatalogs.getDefaultInstance(), "sql");
    assertThat(result(cancel(listing)).getStatus()).isEqualTo(Flight.CancelStatus.CANCEL_STATUS_NOT_CANCELLABLE);
    assertThat(result(cancel(Flight.FlightInfo.getDefaultInstance())).getStatus())
        .isEqualTo(Flight.CancelStatus.CANCEL_STATUS_NOT_CANCELLABLE);
    assertThat(action("CancelFlightInfo", ByteString.copyFromUtf8("x"), true).status()).isEqualTo(INVALID_ARGUMENT);
    assertThat(action("CancelQuery", ByteString.copyFromUtf8("x"), true).status()).isEqualTo(INVALID_ARGUMENT);
  }

  @Test
  void whoMayNotReadTheDatabaseMayNotCancel() throws Exception {
    Flight.FlightInfo info = info(FlightSql.CommandStatementQuery.newBuilder().setQuery("SELECT 1").build(), "sql");
    List<FakeExchange> cancels = new ArrayList<>();
    ByteString request = Flight.CancelFlightInfoRequest.newBuilder().setInfo(info).build().toByteString();
    queries.beforeRows = () -> cancels.add(action("CancelFlightInfo", request, false));
    assertThat(get(info, "sql").status()).isZero();
    assertThat(cancels.getFirst().status()).isEqualTo(PERMISSION_DENIED);
  }

  @Test
  void trailersTellWhatAQueryTook() throws Exception {
    Flight.FlightInfo info = info(FlightSql.CommandStatementQuery.newBuilder().setQuery("SELECT 1").build(), "sql");
    assertThat(get(info, "sql").trailers.orElseThrow())
        .containsEntry("x-influxdata-planning-duration-seconds", "1.500000000")
        .containsEntry("x-influxdata-execution-duration-seconds", "0.000000042")
        .doesNotContainKey("x-influxdata-queue-duration-seconds");
  }

  private Flight.FlightInfo info(Message command, String language) throws IOException {
    byte[] descriptor = Flight.FlightDescriptor.newBuilder()
        .setType(Flight.FlightDescriptor.DescriptorType.CMD).setCmd(Any.pack(command).toByteString()).build().toByteArray();
    FakeExchange answer = call("GetFlightInfo", descriptor, language, true);
    assertThat(answer.message()).isEmpty();
    return Flight.FlightInfo.parseFrom(answer.messages().getFirst());
  }

  private FakeExchange get(Flight.FlightInfo info, String language) throws IOException {
    return call("DoGet", info.getEndpoint(0).getTicket().toByteArray(), language, true);
  }

  private FakeExchange cancel(Flight.FlightInfo info) {
    return action("CancelFlightInfo", Flight.CancelFlightInfoRequest.newBuilder().setInfo(info).build().toByteString(), true);
  }

  private static Flight.CancelFlightInfoResult result(FakeExchange cancel) throws InvalidProtocolBufferException {
    assertThat(cancel.message()).isEmpty();
    return Flight.CancelFlightInfoResult.parseFrom(Flight.Result.parseFrom(cancel.messages().getFirst()).getBody());
  }

  private FakeExchange action(String type, ByteString body, boolean isKnown) {
    try {
      return call("DoAction", Flight.Action.newBuilder().setType(type).setBody(body).build().toByteArray(), "sql", isKnown);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FakeExchange call(String method, byte[] message, String language, boolean isKnown) throws IOException {
    FakeExchange exchange = new FakeExchange("/arrow.flight.protocol.FlightService/" + method, FakeExchange.framed(message))
        .with("database", "db").with("x-influxdata-query-language", language);
    service.serve(isKnown ? exchange.with("authorization", "Bearer x") : exchange);
    return exchange;
  }
}
