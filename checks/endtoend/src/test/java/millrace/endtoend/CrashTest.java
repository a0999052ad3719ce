package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Writers, each with a table of its own, write, overwrite, delete and drop while the server is killed at a random
/// instant. After every restart each table holds what was acknowledged, in its newest form, and nothing else; only the
/// one operation nobody answered may be there or not, as a whole.
class CrashTest {
  private static final int WRITERS = 3;
  private static final int ROWS = 300;

  @TempDir
  Path folder;

  @Test
  void whatWasAcknowledgedSurvivesAKill() {
    run(4, System.nanoTime());
  }

  @Test
  @Tag("slow")
  void whatWasAcknowledgedSurvivesTwoHundredKills() {
    run(200, System.nanoTime());
  }

  private void run(int rounds, long seed) {
    System.out.println("CrashTest seed " + seed);
    Random random = new Random(seed);
    try (TestServer server = TestServer.open(folder, "--wal-flush-interval", "200ms", "--wal-snapshot-size", "2")) {
      assertThat(server.influxql("", "CREATE DATABASE d").status()).isEqualTo(200);
      List<Writer> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        writers.add(new Writer(server, "m" + i, new Random(random.nextLong())));
      }
      for (int round = 0; round < rounds; round++) {
        List<Thread> threads = writers.stream().map(writer -> Thread.ofPlatform().start(writer)).toList();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(2_000)));
        server.kill();
        threads.forEach(CrashTest::join);
        server.start();
        for (Writer writer : writers) {
          writer.check("seed " + seed + ", round " + round);
        }
      }
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// One client and what it knows: the value of each row, by time.
  private static final class Writer implements Runnable {
    private final TestServer server;
    private final String table;
    private final Random random;
    private TreeMap<Long, Long> rows = new TreeMap<>();
    private Optional<TreeMap<Long, Long>> unanswered = Optional.empty();
    private Optional<TestServer.Answer> refused = Optional.empty();

    Writer(TestServer server, String table, Random random) {
      this.server = server;
      this.table = table;
      this.random = random;
    }

    @Override
    public void run() {
      try {
        while (refused.isEmpty()) {
          step();
        }
      } catch (UncheckedIOException killed) {
        // The last operation stays unanswered.
      }
    }

    private void step() {
      TreeMap<Long, Long> after = new TreeMap<>(rows);
      unanswered = Optional.of(after);
      TestServer.Answer answer = switch (rows.isEmpty() ? 9 : random.nextInt(20)) {
        case 0 -> {
          after.clear();
          yield server.influxql("d", "DROP MEASUREMENT " + table);
        }
        case 1, 2 -> {
          long from = random.nextInt(ROWS);
          long to = from + random.nextInt(ROWS / 4);
          after.subMap(from, to).clear();
          yield server.influxql("d", "DELETE FROM " + table + " WHERE time >= " + from + " AND time < " + to);
        }
        default -> server.write("d", batch(after));
      };
      if (answer.status() >= 300 || answer.body().contains("error")) {
        refused = Optional.of(answer);
        return;
      }
      rows = after;
      unanswered = Optional.empty();
    }

    /// Now and then with a field that is new.
    private String batch(TreeMap<Long, Long> after) {
      StringBuilder lines = new StringBuilder();
      for (int i = random.nextInt(1, 50); i > 0; i--) {
        long time = random.nextInt(ROWS);
        long value = random.nextInt(1_000_000);
        after.put(time, value);
        String also = random.nextInt(10) == 0 ? ",other" + random.nextInt(100) + "=1" : "";
        lines.append(table).append(" v=").append(value).append('i').append(also).append(' ').append(time).append('\n');
      }
      return lines.toString();
    }

    void check(String when) {
      assertThat(refused).as("refused before %s", when).isEmpty();
      TreeMap<Long, Long> found = new TreeMap<>();
      String query = "/query?db=d&epoch=ns&q=" + TestServer.encode("SELECT v FROM " + table);
      for (JsonNode row : server.send("GET", query, "").json().at("/results/0/series/0/values")) {
        found.put(row.get(0).asLong(), row.get(1).asLong());
      }
      if (unanswered.isPresent() && found.equals(unanswered.get())) {
        rows = unanswered.get();
      }
      unanswered = Optional.empty();
      assertThat(found).as("%s of %s", table, when).isEqualTo(rows);
    }
  }
}
