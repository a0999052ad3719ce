package millrace.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import millrace.plugins.worker.CallOutcome;
import millrace.plugins.worker.HttpReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random histories of flushes, requests, failures, pauses, disabling and enabling, with these promises at their end:
/// a synchronous trigger never overlaps itself and sees flushes in order, each at most once unless it is tried again;
/// every request gets an answer; nothing stays in work.
class TriggerRunnerPropertyTest {
  private static final int HISTORIES = 40;
  private static final int STEPS = 120;

  @Test
  void keepsItsPromisesWhateverHappens(@TempDir Path folder) {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    Random seeds = new Random(seed);
    for (int i = 0; i < HISTORIES; i++) {
      long own = seeds.nextLong();
      try (History history = new History(folder.resolve("h" + i), new Random(own))) {
        history.play();
        history.check("seed " + seed + ", history " + i);
      }
    }
  }

  private static final class History implements AutoCloseable {
    private final Random random;
    private final EngineHarness server;
    private final List<CompletableFuture<HttpReply>> replies = new ArrayList<>();
    private int flushes;
    private int running;
    private int mostRunning;

    History(Path folder, Random random) {
      this.random = random;
      this.server = new EngineHarness(folder, settings -> settings.withAsynchronousLimit(3));
      server.workers.plugin("w", _ -> run());
      server.workers.plugin("r", _ -> random.nextInt(4) == 0 ? fail() : FakeWorkers.replied("ok"));
      ErrorBehavior behavior = ErrorBehavior.values()[random.nextInt(3)];
      server.create(EngineHarness.on(EngineHarness.trigger("w", "all_tables"), behavior));
      server.create(EngineHarness.on(EngineHarness.trigger("r", "request:r"), behavior));
    }

    void play() {
      for (int step = 0; step < STEPS; step++) {
        switch (random.nextInt(12)) {
          case 0, 1, 2, 3 -> server.flush("f" + String.format(Locale.ROOT, "%04d", flushes++));
          case 4, 5 -> replies.add(server.send("r"));
          case 6, 7, 8 -> server.time.runTask();
          case 9 -> server.advance(Duration.ofMillis(random.nextInt(40_000)));
          case 10 -> server.engine.disableTrigger("db", random.nextBoolean() ? "w" : "r");
          default -> server.engine.enableTrigger("db", random.nextBoolean() ? "w" : "r");
        }
      }
    }

    void check(String context) {
      server.engine.disableTrigger("db", "w");
      server.engine.disableTrigger("db", "r");
      server.time.runTasks();
      assertThat(replies).as(context).allMatch(CompletableFuture::isDone);
      assertThat(mostRunning).as(context).isLessThanOrEqualTo(1);
      List<String> seen = server.tables("w");
      for (int i = 1; i < seen.size(); i++) {
        assertThat(seen.get(i)).as(context + ", call " + i).isGreaterThanOrEqualTo(seen.get(i - 1));
      }
      List<RunRow> repeated =
          server.engine.tables().runs("db").stream().filter(run -> run.attempt() == 1 && run.rows() == 1).toList();
      long first = seen.stream().distinct().count();
      assertThat(repeated.size()).as(context).isBetween((int) first, (int) first);
      assertThat(server.workers.opened).as(context).allMatch(worker -> worker.closed);
    }

    @Override
    public void close() {
      server.close();
    }

    private CallOutcome run() {
      running++;
      mostRunning = Math.max(mostRunning, running);
      // While a run is under way, time passes and other things happen.
      if (random.nextInt(3) == 0) {
        server.flush("f" + String.format(Locale.ROOT, "%04d", flushes++));
        server.time.runTask();
      }
      running--;
      return random.nextInt(4) == 0 ? fail() : FakeWorkers.completed();
    }

    private static CallOutcome fail() {
      return FakeWorkers.raised("ValueError", "boom");
    }
  }
}
