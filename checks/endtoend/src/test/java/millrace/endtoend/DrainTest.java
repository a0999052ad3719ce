package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that is told to stop while it is written to answers what it has begun, and keeps all it has acknowledged.
class DrainTest {
  private static final int WRITERS = 4;

  @TempDir
  Path folder;

  @Test
  void whatWasAcknowledgedUntilTheStopIsThereAfterwards() throws InterruptedException {
    Set<Long> acknowledged = new ConcurrentSkipListSet<>();
    Set<Long> refused = new ConcurrentSkipListSet<>();
    AtomicLong next = new AtomicLong();
    CountDownLatch busy = new CountDownLatch(200);
    try (TestServer server = TestServer.open(folder)) {
      List<Thread> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        // Every other one does not wait for the disk.
        String path = "/api/v3/write_lp?db=d&precision=nanosecond" + (i % 2 == 0 ? "" : "&no_sync=true");
        writers.add(Thread.ofVirtual().start(() -> {
          try {
            while (true) {
              long time = next.incrementAndGet();
              int status = server.send("POST", path, "m v=" + time + "i " + time).status();
              (status == 204 ? acknowledged : refused).add(time);
              busy.countDown();
              if (status != 204) {
                assertThat(status).isEqualTo(503);
                return;
              }
            }
          } catch (UncheckedIOException closed) {
            // The server has gone, between two requests or before it read this one.
          }
        }));
      }
      assertThat(busy.await(2, TimeUnit.MINUTES)).isTrue();
      assertThat(server.stop()).isZero();
      for (Thread writer : writers) {
        writer.join();
      }
      server.start();
      Set<Long> stored = new TreeSet<>();
      for (JsonNode row : server.sql("d", "SELECT v FROM m").json()) {
        stored.add(row.get("v").asLong());
      }
      assertThat(stored).containsAll(acknowledged).doesNotContainAnyElementsOf(List.copyOf(refused));
      assertThat(stored.size() - acknowledged.size()).as("unanswered").isLessThanOrEqualTo(WRITERS);
    }
  }

  /// Clients that are silent, that wait for more to ask, and that never send the rest of a body.
  @Test
  void anInterruptEndsItWithoutAFaultWhateverIsOpen() throws Exception {
    Path address = folder.resolve("address");
    ProcessBuilder program = new Program(folder, Map.of()).builder("serve", "--node-id", "n", "--object-store", "memory",
        "--without-auth", "--http-bind", "127.0.0.1:0", "--tcp-listener-file-path", address.toString(), "--shutdown-timeout", "2s");
    // Where the tests run as a job in the background, its signal is ignored, and so would it be by the server.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.addAll(program.command());
    Process server = program.command(command).redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
    try {
      String url = "http://" + awaitText(address, server);
      try (RawConnection _ = new RawConnection(url);
          RawConnection answered = new RawConnection(url);
          RawConnection half = new RawConnection(url)) {
        assertThat(answered.ask("GET", "/health", "Authorization: Bearer x\r\n", new byte[0]).status()).isEqualTo(200);
        half.send("POST /api/v3/write_lp?db=d HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nm f=1"
            .getBytes(StandardCharsets.US_ASCII));
        assertThat(answered.ask("GET", "/health", "Authorization: Bearer x\r\n", new byte[0]).status()).isEqualTo(200);
        assertThat(new ProcessBuilder("kill", "-INT", Long.toString(server.pid())).start().waitFor()).isZero();
        assertThat(server.waitFor(2, TimeUnit.MINUTES)).as("ended").isTrue();
        assertThat(server.exitValue()).isZero();
      }
      assertThat(Files.readString(folder.resolve("log"))).contains("shutdown requested").contains("shutdown complete");
    } finally {
      server.destroyForcibly();
    }
  }

  private static String awaitText(Path file, Process writer) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (writer.isAlive() && System.nanoTime() < deadline) {
      if (Files.exists(file) && !Files.readString(file).isBlank()) {
        return Files.readString(file).strip();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    throw new AssertionError(file + " was not written");
  }
}
