package millrace.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Random;
import millrace.objectstore.FaultyObjectStore;
import millrace.objectstore.MemoryObjectStore;
import millrace.objectstore.StoreOperation;
import millrace.objectstore.StoredObject;
import millrace.plugins.worker.LogLevel;
import org.junit.jupiter.api.Test;

class EngineRecordsTest {
  private final ManualTime time = new ManualTime(Instant.parse("2026-11-20T12:00:00Z"));
  private final MemoryObjectStore objects = new MemoryObjectStore();
  private final FaultyObjectStore store = new FaultyObjectStore(objects);
  private EngineRecords records = open();

  @Test
  void showsRowsInTheOrderTheyCame() {
    log(1, 1, "a");
    log(2, 7, "b");
    log(1, 2, "c");
    assertThat(texts(OptionalLong.of(1))).containsExactly("a", "c");
    assertThat(texts(OptionalLong.empty())).containsExactly("a", "b", "c");
    assertThat(records.logs(OptionalLong.of(2)))
        .containsExactly(new LogRow(time.nowNanos(), "t7", LogLevel.INFO, "b"));
  }

  @Test
  void lastsOverARestart() {
    log(1, 1, "line\nbreak \"quoted\" ı 🙂");
    RunRow run = run(records.nextRunId());
    records.run(1, 1, run);
    records.close();
    records = open();
    assertThat(texts(OptionalLong.of(1))).containsExactly("line\nbreak \"quoted\" ı 🙂");
    assertThat(records.runs(OptionalLong.of(1))).containsExactly(run);
    assertThat(records.nextRunId()).isEqualTo(run.runId() + 1);
    log(1, 1, "after");
    records.close();
    records = open();
    assertThat(texts(OptionalLong.empty())).containsExactly("line\nbreak \"quoted\" ı 🙂", "after");
  }

  @Test
  void savesWithinFiveSeconds() {
    log(1, 1, "a");
    time.advance(Duration.ofSeconds(5));
    log(1, 1, "b");
    assertThat(open().logs(OptionalLong.empty())).extracting(LogRow::text).containsExactly("a");
    time.advance(Duration.ofSeconds(5));
    assertThat(open().logs(OptionalLong.empty())).extracting(LogRow::text).containsExactly("a", "b");
    assertThat(objects.list("records/", "")).hasSize(1);
  }

  @Test
  void writesNothingWhileNothingIsRecorded() {
    log(1, 1, "a");
    time.advance(Duration.ofSeconds(5));
    int puts = store.calls(StoreOperation.PUT);
    time.advance(Duration.ofHours(1));
    assertThat(store.calls(StoreOperation.PUT)).isEqualTo(puts);
  }

  @Test
  void keepsRowsWhileTheStoreIsAway() {
    store.setDown(true);
    log(1, 1, "a");
    time.advance(Duration.ofSeconds(5));
    assertThat(texts(OptionalLong.empty())).containsExactly("a");
    store.setDown(false);
    log(1, 1, "b");
    time.advance(Duration.ofSeconds(5));
    assertThat(open().logs(OptionalLong.empty())).extracting(LogRow::text).containsExactly("a", "b");
  }

  @Test
  void readsAndWritesTheLinesOfTheFormatPage() throws IOException {
    String page = Files.readString(Path.of("../../docs/reference/formats/plugin-records.md"));
    String example = page.substring(page.indexOf("```\n") + 4, page.lastIndexOf("```"));
    objects.put("records/0000000001.jsonl", example.getBytes(StandardCharsets.UTF_8));
    time.pass(Duration.ofSeconds(4));
    records = open();
    LogRow log = new LogRow(1_795_176_003_250_000_000L, "rooms", LogLevel.WARN, "kitchen is at 35");
    long start = log.eventNanos();
    RunRow run =
        new RunRow(
            17, "home", "rooms", "WalRows", 0, start, start + 1_000_000, 1, 2, 1, RunRow.Outcome.SUCCESS, "", "",
            RunCause.EVENT, 7_000_000);
    assertThat(records.logs(OptionalLong.of(1))).containsExactly(log);
    assertThat(records.runs(OptionalLong.of(1))).containsExactly(run);

    records.run(1, 5, run);
    records.close();
    String written = new String(objects.get("records/0000000002.jsonl").orElseThrow(), StandardCharsets.UTF_8);
    assertThat(example).endsWith(written);
  }

  @Test
  void skipsDamagedLines() {
    log(1, 1, "a");
    records.close();
    StoredObject chunk = objects.list("records/", "").getFirst();
    byte[] content = objects.get(chunk.name()).orElseThrow();
    objects.put("records/0000000000.jsonl", Arrays.copyOf(content, content.length / 2));
    objects.put("records/0000000009.jsonl", new byte[] {(byte) 0xff, '\n', '{', '}', '\n'});
    records = open();
    assertThat(texts(OptionalLong.empty())).containsExactly("a");
  }

  @Test
  void oneBusyTriggerDoesNotPushOutAnother() {
    log(1, 1, "quiet");
    for (int i = 0; i < 12_000; i++) {
      log(1, 2, "row " + i);
    }
    List<String> texts = texts(OptionalLong.of(1));
    assertThat(texts).hasSize(10_001).startsWith("quiet", "row 2000").endsWith("row 11999");
  }

  @Test
  void boundsMemoryOverAll() {
    String large = "x".repeat(60_000);
    log(1, 1, "quiet");
    for (int i = 0; i < 1_500; i++) {
      log(1, 2 + i % 3, large);
    }
    long bytes = records.logs(OptionalLong.empty()).stream().mapToLong(row -> row.text().length()).sum();
    assertThat(bytes).isBetween(60L << 20, 64L << 20);
    assertThat(texts(OptionalLong.empty())).startsWith("quiet");
  }

  @Test
  void cutsVeryLongTexts() {
    log(1, 1, "x".repeat(100_000));
    assertThat(texts(OptionalLong.empty()).getFirst()).hasSizeLessThan(66_000).endsWith("… (34464 characters cut)");
  }

  @Test
  void forgetsRowsAfterSevenDays() {
    log(1, 1, "old");
    records.run(1, 1, run(1));
    time.advance(Duration.ofDays(6));
    log(1, 1, "young");
    time.advance(Duration.ofDays(2));
    log(1, 1, "new");
    time.advance(Duration.ofSeconds(5));
    assertThat(texts(OptionalLong.empty())).containsExactly("young", "new");
    assertThat(records.runs(OptionalLong.empty())).isEmpty();
    assertThat(open().logs(OptionalLong.empty())).extracting(LogRow::text).containsExactly("young", "new");
  }

  @Test
  void readsBackWhatItWroteWhateverTheTimesOfSaving() {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    Random random = new Random(seed);
    List<String> written = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      String text = String.format(Locale.ROOT, "%d %s", i, "y".repeat(random.nextInt(2_000)));
      written.add(text);
      log(1 + random.nextInt(3), random.nextInt(5), text);
      switch (random.nextInt(200)) {
        case 0 -> {
          // A process that ends while the store is away loses its newest rows, which is not at stake here.
          store.setDown(false);
          records.close();
          records = open();
        }
        case 1 -> time.advance(Duration.ofSeconds(5));
        case 2 -> store.setDown(true);
        case 3, 4, 5 -> store.setDown(false);
        default -> {
          // Most of the time rows just come.
        }
      }
    }
    store.setDown(false);
    records.close();
    assertThat(open().logs(OptionalLong.empty())).as("seed %d", seed).extracting(LogRow::text).isEqualTo(written);
  }

  private EngineRecords open() {
    return EngineRecords.open(store, "records", time.runtime());
  }

  private void log(long database, long trigger, String text) {
    records.log(database, trigger, "t" + trigger, LogLevel.INFO, text);
  }

  private List<String> texts(OptionalLong database) {
    return records.logs(database).stream().map(LogRow::text).toList();
  }

  private RunRow run(long id) {
    return new RunRow(
        id, "db", "t", "WalRows", 0, time.nowNanos(), time.nowNanos() + 5, 1, 3, 2, RunRow.Outcome.ERROR, "E: x", "tb", RunCause.EVENT, 7_000_000);
  }
}
