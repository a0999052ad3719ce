package millrace.plugins;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import millrace.base.MillraceException;
import millrace.objectstore.ObjectStore;
import millrace.plugins.TriggerRecords.Numbered;
import millrace.plugins.worker.LogLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The log rows and runs of all triggers: in memory for reading, in the object store to last.
///
/// Memory is bounded per trigger (10,000 log rows, 2,000 runs) and over all (64 MiB, taken from the trigger that has
/// most), so that one busy trigger does not push out the history of others. The store keeps the newest 64 MiB of all
/// rows. Rows go after seven days. A row is durable within five seconds, and after [#close].
///
/// Threads: any. Recording and reading never block on I/O.
public final class EngineRecords implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EngineRecords.class);
  private static final long MAX_BYTES = 64L * 1024 * 1024;
  private static final long RETENTION_NANOS = Duration.ofDays(7).toNanos();
  private static final long SAVE_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int MAX_TEXT = 64 * 1024;

  private final RecordChunks chunks;
  private final EngineRuntime runtime;
  private final ObjectMapper json =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /// Guards the rows, their numbering and `saveIsDue`.
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<Key, TriggerRecords> triggers = new HashMap<>();
  private long sizeBytes;
  private long rows;
  private long runs;
  private boolean saveIsDue;

  /// Held while saving, so that saves do not overlap.
  private final ReentrantLock saving = new ReentrantLock();

  private EngineRecords(ObjectStore store, String prefix, EngineRuntime runtime) {
    this.chunks = new RecordChunks(store, prefix, RecordChunks.CHUNK_BYTES, RecordChunks.MAX_STORED_BYTES);
    this.runtime = runtime;
  }

  /// Loads what earlier processes left.
  ///
  /// @param prefix folder within the store, without a trailing slash, such as `node0/processing-engine`
  public static EngineRecords open(ObjectStore store, String prefix, EngineRuntime runtime) {
    EngineRecords records = new EngineRecords(store, prefix, runtime);
    records.chunks.load(records::restore);
    records.dropExpired();
    return records;
  }

  /// Makes everything recorded so far durable, as far as the store lets it. Twice is harmless.
  @Override
  public void close() {
    save();
  }

  /// Records one row of `system.processing_engine_logs`.
  void log(long databaseId, long triggerId, String trigger, LogLevel level, String text) {
    LogRow row = new LogRow(runtime.clock().nowNanos(), trigger, level, shortened(text));
    record(new Stored(databaseId, triggerId, row, null));
  }

  /// Records one run.
  void run(long databaseId, long triggerId, RunRow row) {
    record(new Stored(databaseId, triggerId, null, row));
  }

  /// A number for a run that begins.
  long nextRunId() {
    lock.lock();
    try {
      return ++runs;
    } finally {
      lock.unlock();
    }
  }

  /// Log rows of one database, or of all for an empty id, oldest first.
  List<LogRow> logs(OptionalLong databaseId) {
    List<Numbered<LogRow>> found = new ArrayList<>();
    forEach(databaseId, records -> records.forEachLog(found::add));
    return TriggerRecords.inOrder(found);
  }

  /// Runs of one database, or of all for an empty id, in the order they ended.
  List<RunRow> runs(OptionalLong databaseId) {
    List<Numbered<RunRow>> found = new ArrayList<>();
    forEach(databaseId, records -> records.forEachRun(found::add));
    return TriggerRecords.inOrder(found);
  }

  private void forEach(OptionalLong databaseId, Consumer<TriggerRecords> action) {
    lock.lock();
    try {
      triggers.forEach(
          (key, records) -> {
            if (databaseId.isEmpty() || databaseId.getAsLong() == key.databaseId()) {
              action.accept(records);
            }
          });
    } finally {
      lock.unlock();
    }
  }

  private void record(Stored stored) {
    lock.lock();
    try {
      keep(stored);
      chunks.add(encode(stored));
      if (!saveIsDue) {
        saveIsDue = true;
        runtime.clock().at(runtime.clock().nowNanos() + SAVE_NANOS, () -> runtime.executor().execute(this::save));
      }
    } finally {
      lock.unlock();
    }
  }

  private void restore(String line) {
    try {
      Stored stored = json.readValue(line, Stored.class);
      if (stored.log() != null || stored.run() != null) {
        keep(stored);
      }
    } catch (JsonProcessingException e) {
      LOG.warn("a log row of a plugin is damaged and left out: {}", line);
    }
  }

  private void keep(Stored stored) {
    TriggerRecords records =
        triggers.computeIfAbsent(new Key(stored.databaseId(), stored.triggerId()), _ -> new TriggerRecords());
    long before = records.sizeBytes();
    if (stored.log() != null) {
      records.add(rows++, stored.log());
    } else {
      records.add(rows++, stored.run());
      runs = Math.max(runs, stored.run().runId());
    }
    sizeBytes += records.sizeBytes() - before;
    while (sizeBytes > MAX_BYTES) {
      makeRoom();
    }
  }

  private void makeRoom() {
    TriggerRecords largest =
        triggers.values().stream().max(Comparator.comparingLong(TriggerRecords::sizeBytes)).orElseThrow();
    long before = largest.sizeBytes();
    largest.dropOldest();
    sizeBytes -= before - largest.sizeBytes();
  }

  private void dropExpired() {
    long oldest = runtime.clock().nowNanos() - RETENTION_NANOS;
    lock.lock();
    try {
      triggers.values().forEach(records -> records.dropBefore(oldest));
      triggers.values().removeIf(TriggerRecords::isEmpty);
      sizeBytes = triggers.values().stream().mapToLong(TriggerRecords::sizeBytes).sum();
    } finally {
      lock.unlock();
    }
  }

  private void save() {
    saving.lock();
    try {
      lock.lock();
      saveIsDue = false;
      lock.unlock();
      chunks.save();
      dropExpired();
    } catch (MillraceException e) {
      LOG.warn("log rows of plugins cannot be stored now: {}", e.getMessage());
    } finally {
      saving.unlock();
    }
  }

  private byte[] encode(Stored stored) {
    try {
      return json.writeValueAsBytes(stored);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of plain values cannot fail to become JSON", e);
    }
  }

  private static String shortened(String text) {
    return text.length() <= MAX_TEXT
        ? text
        : text.substring(0, MAX_TEXT) + "… (" + (text.length() - MAX_TEXT) + " characters cut)";
  }

  private record Key(long databaseId, long triggerId) {}

  /// One line in the store; one of `log` and `run` is there.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Stored(long databaseId, long triggerId, LogRow log, RunRow run) {}
}
