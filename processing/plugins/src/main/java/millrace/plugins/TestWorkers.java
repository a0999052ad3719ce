package millrace.plugins;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import millrace.plugins.worker.CacheScope;
import millrace.plugins.worker.CallOutcome;
import millrace.plugins.worker.CallRequest;
import millrace.plugins.worker.PluginWorker;
import millrace.plugins.worker.PluginWorkers;
import millrace.plugins.worker.WorkerLimits;
import millrace.plugins.worker.WorkerSpec;

/// The workers of dry runs, one per cache name, each closed when it was idle for half an hour.
///
/// Threads: any.
final class TestWorkers implements AutoCloseable {
  private static final String DEFAULT_CACHE = "_shared_test";
  private static final long IDLE_NANOS = Duration.ofMinutes(30).toNanos();

  private final PluginWorkers workers;
  private final WorkerLimits limits;
  private final EngineRuntime runtime;

  /// Guards `open`.
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<String, Entry> open = new HashMap<>();

  TestWorkers(PluginWorkers workers, WorkerLimits limits, EngineRuntime runtime) {
    this.workers = workers;
    this.limits = limits;
    this.runtime = runtime;
  }

  /// Calls the worker of a cache name; waits while another test uses it.
  ///
  /// @throws millrace.base.MillraceException when there is no usable Python
  CallOutcome call(Optional<String> cacheName, CallRequest request) {
    String name = cacheName.orElse(DEFAULT_CACHE);
    Entry entry = use(name);
    try {
      return entry.worker().call(request);
    } finally {
      release(name, entry);
    }
  }

  @Override
  public void close() {
    List<Entry> all;
    lock.lock();
    try {
      all = new ArrayList<>(open.values());
      open.clear();
    } finally {
      lock.unlock();
    }
    all.forEach(Entry::close);
  }

  private Entry use(String name) {
    lock.lock();
    try {
      Entry entry = open.computeIfAbsent(name, _ -> new Entry(workers, spec(name)));
      entry.users++;
      return entry;
    } finally {
      lock.unlock();
    }
  }

  private void release(String name, Entry entry) {
    lock.lock();
    try {
      entry.users--;
      entry.lastUsedNanos = runtime.clock().nowNanos();
    } finally {
      lock.unlock();
    }
    runtime
        .clock()
        .at(entry.lastUsedNanos + IDLE_NANOS, () -> runtime.executor().execute(() -> closeIdle(name, entry)));
  }

  private void closeIdle(String name, Entry entry) {
    boolean isIdle;
    lock.lock();
    try {
      isIdle = entry.users == 0 && runtime.clock().nowNanos() - entry.lastUsedNanos >= IDLE_NANOS;
      if (isIdle) {
        open.remove(name, entry);
      }
    } finally {
      lock.unlock();
    }
    if (isIdle) {
      entry.close();
    }
  }

  private WorkerSpec spec(String name) {
    return new WorkerSpec("", "test " + name, 1, Map.of(), limits, CacheScope.test(name));
  }

  /// A worker, opened when first needed: opening may wait for Python to be ready, and so happens outside the lock.
  private static final class Entry {
    private final PluginWorkers workers;
    private final WorkerSpec spec;
    private Optional<PluginWorker> opened = Optional.empty();
    /// Guarded by the lock of the outer class, like `lastUsedNanos`.
    private int users;

    private long lastUsedNanos;

    Entry(PluginWorkers workers, WorkerSpec spec) {
      this.workers = workers;
      this.spec = spec;
    }

    synchronized PluginWorker worker() {
      if (opened.isEmpty()) {
        opened = Optional.of(workers.open(spec));
      }
      return opened.get();
    }

    synchronized void close() {
      opened.ifPresent(PluginWorker::close);
    }
  }
}
