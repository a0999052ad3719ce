package millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import millrace.flight.grpc.GrpcExchange;
import org.junit.jupiter.api.Test;

class GrpcCallsTest {
  private static final String SERVICE = "/arrow.flight.protocol.FlightService/";

  @Test
  void callsAreCountedByMethodAndStatus() throws IOException {
    GrpcCalls calls = new GrpcCalls(call -> {
      if (call.path().endsWith("DoPut")) {
        throw new IOException("the client is gone");
      }
      call.end(Map.of("grpc-status", call.path().endsWith("DoGet") ? "0" : "12"));
    });
    calls.serve(new Call(SERVICE + "DoGet"));
    calls.serve(new Call(SERVICE + "DoGet"));
    calls.serve(new Call(SERVICE + "ListFlights"));
    calls.serve(new Call("/any\"thing/DoGe"));
    calls.serve(new Call(SERVICE + "Invented"));
    assertThatThrownBy(() -> calls.serve(new Call(SERVICE + "DoPut"))).isInstanceOf(IOException.class);
    assertThat(calls.ended()).isEqualTo(Map.of(
        "method=\"DoGet\",status=\"0\"", 2L, "method=\"ListFlights\",status=\"12\"", 1L,
        "method=\"other\",status=\"12\"", 2L, "method=\"DoPut\",status=\"aborted\"", 1L));
  }

  private record Call(String path) implements GrpcExchange {
    @Override
    public List<String> metadata(String name) {
      return List.of();
    }

    @Override
    public InputStream body() {
      return InputStream.nullInputStream();
    }

    @Override
    public void header(String name, String value) {}

    @Override
    public void send(ByteBuffer bytes) {}

    @Override
    public void end(Map<String, String> trailers) {}

    @Override
    public void whenAborted(Runnable action) {}
  }
}
