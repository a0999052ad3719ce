package millrace.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.catalog.Catalog;
import millrace.catalog.Database;
import millrace.catalog.DatabaseCommand;
import millrace.catalog.PolicySettings;
import millrace.objectstore.MemoryObjectStore;
import millrace.plugins.worker.CallOutcome;
import millrace.plugins.worker.CallRequest;
import millrace.plugins.worker.HttpReply;
import millrace.plugins.worker.PluginCall;
import millrace.plugins.worker.PluginWorker;
import millrace.plugins.worker.WorkerSpec;
import millrace.wal.SealedInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many threads at once flush, call, disable, enable, delete and create the same few triggers. Afterwards every request
/// has its answer, no worker is left, and no synchronous trigger ever overlapped itself.
class EngineConcurrencyTest {
  private static final int THREADS = 8;
  private static final int STEPS = 300;

  private final ManualTime time = new ManualTime(Instant.parse("2026-11-20T12:00:00Z"));
  private final Catalog catalog = Catalog.open(new MemoryObjectStore(), "catalog");
  private final Queue<CompletableFuture<HttpReply>> replies = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
  private final AtomicInteger openWorkers = new AtomicInteger();
  private final AtomicInteger overlaps = new AtomicInteger();
  private ProcessingEngine engine;

  @Test
  void survivesEverythingAtOnce(@TempDir Path folder) throws Exception {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    Files.writeString(folder.resolve("p.py"), "pass");
    catalog.apply(new DatabaseCommand.CreateDatabase("db", PolicySettings.autogen(0)));
    EngineRuntime runtime =
        new EngineRuntime(time, Executors.newVirtualThreadPerTaskExecutor(), new Random(seed));
    engine =
        new ProcessingEngine(
            EngineSettings.off("node").withPluginDirectory(folder),
            catalog,
            new FakeHost(),
            new Python(BusyWorker::new, new EngineHarness.NoPackages()),
            EngineData.open(new MemoryObjectStore(), "records", DeliverySettings.DEFAULTS, new FakeLog(), EngineHarness::nothing, runtime),
            runtime);
    engine.start();
    CountDownLatch done = new CountDownLatch(THREADS);
    for (int i = 0; i < THREADS; i++) {
      Random random = new Random(seed + i);
      Thread.ofVirtual().start(() -> play(random, done));
    }
    assertThat(done.await(120, TimeUnit.SECONDS)).as("seed %d", seed).isTrue();
    engine.close();
    assertThat(faults).as("seed %d", seed).isEmpty();
    for (CompletableFuture<HttpReply> reply : List.copyOf(replies)) {
      assertThat(reply.get(60, TimeUnit.SECONDS).status()).isIn(200, 404, 500, 503);
    }
    assertThat(openWorkers).hasValue(0);
    assertThat(overlaps).hasValue(0);
  }

  private void play(Random random, CountDownLatch done) {
    try {
      for (int step = 0; step < STEPS; step++) {
        step(random);
      }
    } catch (Throwable fault) {
      faults.add(fault);
    } finally {
      done.countDown();
    }
  }

  private void step(Random random) {
    String name = List.of("w", "r", "s").get(random.nextInt(3));
    try {
      switch (random.nextInt(10)) {
        case 0 -> engine.disableTrigger("db", name);
        case 1 -> engine.enableTrigger("db", name);
        case 2 -> engine.deleteTrigger("db", name, true);
        case 3, 4 -> engine.createTrigger(trigger(name, random));
        case 5 -> time.advance(Duration.ofMillis(random.nextInt(500)));
        case 6, 7 -> flush();
        default ->
            replies.add(engine.send("r", new PluginCall.RequestCall(Map.of(), Map.of(), new byte[0])));
      }
    } catch (MillraceException refused) {
      // The trigger is there already, or is not; anything else would be a fault.
      if (refused.code() != ErrorCode.ALREADY_EXISTS && refused.code() != ErrorCode.NOT_FOUND) {
        throw refused;
      }
    }
  }

  private static NewTrigger trigger(String name, Random random) {
    String specification = Map.of("w", "all_tables", "r", "request:r", "s", "every:10ms").get(name);
    ErrorBehavior behavior = ErrorBehavior.values()[random.nextInt(3)];
    return new NewTrigger("db", name, "p.py", specification, false, behavior, Optional.empty(), false);
  }

  private void flush() {
    Database database = catalog.state().requireDatabase("db");
    long policy = database.requirePolicy("").id();
    engine.onFlush(
        new SealedInterval(1, List.of(Flushes.batch(database.id(), policy, "db", Map.of("a", 1)))));
  }

  /// Fails one call in four; notices when two calls meet.
  private final class BusyWorker implements PluginWorker {
    private final List<Thread> inside = new ArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private boolean closed;

    BusyWorker(WorkerSpec spec) {
      assertThat(spec.lanes()).isEqualTo(1);
      openWorkers.incrementAndGet();
    }

    @Override
    public CallOutcome call(CallRequest request) {
      synchronized (this) {
        if (closed) {
          return new CallOutcome.Cancelled();
        }
        inside.add(Thread.currentThread());
        if (inside.size() > 1) {
          overlaps.incrementAndGet();
        }
      }
      Thread.yield();
      synchronized (this) {
        inside.remove(Thread.currentThread());
      }
      return calls.incrementAndGet() % 4 == 0
          ? FakeWorkers.raised("ValueError", "boom")
          : request.call() instanceof PluginCall.RequestCall
              ? FakeWorkers.replied("ok")
              : FakeWorkers.completed();
    }

    @Override
    public void cancel() {}

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        openWorkers.decrementAndGet();
      }
    }
  }
}
