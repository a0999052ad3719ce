package millrace.flight.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.StringValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.flight.FakeExchange;
import org.junit.jupiter.api.Test;

class GrpcServerTest {
  private static final int LIMIT = 1 << 16;

  private final GrpcServer server = new GrpcServer(LIMIT).method("/s/Echo", call -> {
    for (Optional<StringValue> m = call.next(StringValue.parser()); m.isPresent(); m = call.next(StringValue.parser())) {
      call.send(m.get());
    }
  });

  @Test
  void messagesComeBackAndTheCallEndsWell() throws Exception {
    FakeExchange call = called("/s/Echo", joined(framed("a"), framed("b")));
    assertThat(call.messages()).extracting(bytes -> StringValue.parseFrom(bytes).getValue()).containsExactly("a", "b");
    assertThat(call.status()).isZero();
    assertThat(call.headers).containsEntry("grpc-encoding", "identity");
  }

  @Test
  void gzipIsTakenWhenTheRequestSaysSo() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(StringValue.of("zipped").toByteArray());
    }
    byte[] frame = FakeExchange.framed(packed.toByteArray());
    frame[0] = 1;
    FakeExchange call = new FakeExchange("/s/Echo", frame).with("grpc-encoding", "gzip");
    server.serve(call);
    assertThat(StringValue.parseFrom(call.messages().getFirst()).getValue()).isEqualTo("zipped");
    assertEnds(called("/s/Echo", frame), 3, "gRPC message is compressed, but grpc-encoding does not say gzip");
  }

  @Test
  void bombsAndLongMessagesEndAtTheLimit() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(new byte[LIMIT + 1]);
    }
    byte[] bomb = FakeExchange.framed(packed.toByteArray());
    bomb[0] = 1;
    FakeExchange call = new FakeExchange("/s/Echo", bomb).with("grpc-encoding", "gzip");
    server.serve(call);
    assertEnds(call, 8, "gRPC message exceeds maximum size 65536");
    byte[] announced = {0, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff};
    assertEnds(called("/s/Echo", announced), 8, "gRPC message exceeds maximum size 65536");
  }

  @Test
  void damagedFramesAreTheCallersMistake() throws Exception {
    assertEnds(called("/s/Echo", new byte[] {0, 0}), 3, "gRPC message ends too early");
    assertEnds(called("/s/Echo", new byte[] {0, 0, 0, 0, 9, 1}), 3, "gRPC message ends too early");
    assertEnds(called("/s/Echo", new byte[] {7, 0, 0, 0, 0}), 3, "gRPC message has an unknown flag: 7");
    assertThat(called("/s/Echo", FakeExchange.framed(new byte[] {10, 99})).status()).isEqualTo(3);
    assertEnds(called("/s/Nothing", new byte[0]), 12, "unknown method /s/Nothing");
  }

  @Test
  void failuresBecomeStatuses() throws Exception {
    assertEnds(failing(new MillraceException(ErrorCode.BAD_QUERY, "50% ä\n")), 3, "50%25 %C3%A4%0A");
    assertEnds(failing(new MillraceException(ErrorCode.NOT_FOUND, "database not found: x")), 5,
        "External error: database not found: x");
    assertEnds(failing(new MillraceException(ErrorCode.STORE_UNAVAILABLE, "Resources exhausted: m")), 8, "Resources exhausted: m");
    assertEnds(failing(new MillraceException(ErrorCode.STORE_UNAVAILABLE, "gone")), 14, "gone");
    assertEnds(failing(new IllegalStateException("secret")), 13, "internal error");
    assertEnds(failing(new StackOverflowError()), 3, "the statement nests too deeply");
    assertThat(failing(GrpcFailure.invalid("x".repeat(3000))).message()).hasSize(2000);
  }

  private FakeExchange failing(Throwable failure) throws IOException {
    server.method("/s/Fail", call -> {
      switch (failure) {
        case Error error -> throw error;
        default -> throw (RuntimeException) failure;
      }
    });
    return called("/s/Fail", new byte[0]);
  }

  @Test
  void aDeadlineStopsTheWork() throws Exception {
    server.method("/s/Wait", call -> {
      CountDownLatch stopped = new CountDownLatch(1);
      call.stop().whenStopped(stopped::countDown);
      try {
        assertThat(stopped.await(60, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException unexpected) {
        throw new IllegalStateException(unexpected);
      }
      throw new MillraceException(ErrorCode.CANCELLED, "query interrupted");
    });
    FakeExchange call = new FakeExchange("/s/Wait", new byte[0]).with("grpc-timeout", "1m");
    server.serve(call);
    assertEnds(call, 4, "deadline exceeded");
    FakeExchange wrong = new FakeExchange("/s/Wait", new byte[0]).with("grpc-timeout", "1x");
    server.serve(wrong);
    assertEnds(wrong, 3, "grpc-timeout is malformed: '1x'");
  }

  @Test
  void timeoutsHaveDigitsAndAUnit() {
    assertThat(Deadlines.nanos("60000m")).isEqualTo(60_000_000_000L);
    assertThat(Deadlines.nanos("99999999H")).isEqualTo(Long.MAX_VALUE);
    for (String wrong : List.of("", "m", "123456789S", "-1S", "1 S", "1d")) {
      assertThatThrownBy(() -> Deadlines.nanos(wrong)).isInstanceOf(GrpcFailure.class);
    }
  }

  @Test
  void whoeverAsksAfterTheStopIsToldAtOnce() throws Exception {
    List<String> told = new ArrayList<>();
    FakeExchange[] holder = new FakeExchange[1];
    server.method("/s/Gone", call -> {
      call.stop().whenStopped(() -> told.add("before"));
      holder[0].abort();
      holder[0].abort();
      call.stop().whenStopped(() -> told.add("after"));
      throw new IllegalStateException("whatever comes of it");
    });
    holder[0] = new FakeExchange("/s/Gone", new byte[0]);
    server.serve(holder[0]);
    assertThat(told).containsExactly("before", "after");
    assertThat(holder[0].status()).isEqualTo(1);
  }

  private FakeExchange called(String path, byte[] body) throws IOException {
    FakeExchange exchange = new FakeExchange(path, body);
    server.serve(exchange);
    return exchange;
  }

  private static void assertEnds(FakeExchange call, int status, String message) {
    assertThat(call.message()).isEqualTo(message);
    assertThat(call.status()).isEqualTo(status);
  }

  private static byte[] framed(String text) {
    return FakeExchange.framed(StringValue.of(text).toByteArray());
  }

  private static byte[] joined(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
