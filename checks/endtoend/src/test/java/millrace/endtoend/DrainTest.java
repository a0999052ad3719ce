package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
      assertThat(server.stop()).isIn(0, 143);
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
}
