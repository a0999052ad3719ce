package millrace.plugins;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Where a trigger's next event comes from. Each kind has its own rule for what waits and what goes when there is too
/// much.
///
/// Threads: guarded by the lock of its [TriggerRunner].
sealed interface EventSource permits EventSource.Flushes, EventSource.Ticks, EventSource.Requests, LogFlushes {
  /// Takes the next event that is due; empty when there is none now.
  Optional<Due> poll(long nowNanos);

  /// Events waiting.
  int size();

  /// When to poll again though nothing was added; empty for never.
  OptionalLong nextNanos();

  /// Takes everything that waits.
  List<TriggerEvent> drain();

  static EventSource of(TriggerSpec spec) {
    return switch (spec) {
      case TriggerSpec.Table _, TriggerSpec.AllTables _ -> new Flushes();
      case TriggerSpec.Every _, TriggerSpec.Cron _ -> new Ticks(spec);
      case TriggerSpec.Request _ -> new Requests();
    };
  }

  /// Flushes in their order, bounded by count and bytes. The oldest goes first: a trigger that cannot keep up sees the
  /// newest data, and no writer ever waits for it.
  final class Flushes implements EventSource {
    static final int MAX_COUNT = 60;
    static final long MAX_BYTES = 64L * 1024 * 1024;

    private final Deque<TriggerEvent.Flush> waiting = new ArrayDeque<>();
    private long waitingBytes;

    /// Adds a flush.
    ///
    /// @return how many older ones had to go
    int add(TriggerEvent.Flush flush) {
      waiting.addLast(flush);
      waitingBytes += flush.sizeBytes();
      int dropped = 0;
      while (waiting.size() > MAX_COUNT || waitingBytes > MAX_BYTES && waiting.size() > 1) {
        take();
        dropped++;
      }
      return dropped;
    }

    @Override
    public Optional<Due> poll(long nowNanos) {
      return waiting.isEmpty() ? Optional.empty() : Optional.of(take());
    }

    @Override
    public int size() {
      return waiting.size();
    }

    @Override
    public OptionalLong nextNanos() {
      return OptionalLong.empty();
    }

    @Override
    public List<TriggerEvent> drain() {
      List<TriggerEvent> drained = new ArrayList<>(waiting);
      waiting.clear();
      waitingBytes = 0;
      return drained;
    }

    private TriggerEvent.Flush take() {
      TriggerEvent.Flush oldest = waiting.removeFirst();
      waitingBytes -= oldest.sizeBytes();
      return oldest;
    }
  }

  /// The instants of a schedule. Late ones are not dropped: they come one after another, each with its own time, until
  /// the trigger has caught up. Only the next one is kept, so waiting costs nothing.
  final class Ticks implements EventSource {
    private final TriggerSpec spec;
    private OptionalLong next = OptionalLong.empty();

    Ticks(TriggerSpec spec) {
      this.spec = spec;
    }

    /// Begins with the first instant after `nowNanos`.
    void start(long nowNanos) {
      next = spec.firstInstant(nowNanos);
    }

    @Override
    public Optional<Due> poll(long nowNanos) {
      if (next.isEmpty() || next.getAsLong() > nowNanos) {
        return Optional.empty();
      }
      long due = next.getAsLong();
      next = spec.nextInstant(due);
      return Optional.of(new TriggerEvent.Tick(due));
    }

    @Override
    public int size() {
      return 0;
    }

    @Override
    public OptionalLong nextNanos() {
      return next;
    }

    @Override
    public List<TriggerEvent> drain() {
      next = OptionalLong.empty();
      return List.of();
    }
  }

  /// Requests in their order; further ones are refused while too many wait.
  final class Requests implements EventSource {
    static final int MAX_COUNT = 64;

    private final Deque<TriggerEvent> waiting = new ArrayDeque<>();

    /// Adds a request, or refuses it.
    boolean add(TriggerEvent.Request request) {
      return waiting.size() < MAX_COUNT && waiting.add(request);
    }

    @Override
    public Optional<Due> poll(long nowNanos) {
      return Optional.ofNullable(waiting.pollFirst());
    }

    @Override
    public int size() {
      return waiting.size();
    }

    @Override
    public OptionalLong nextNanos() {
      return OptionalLong.empty();
    }

    @Override
    public List<TriggerEvent> drain() {
      List<TriggerEvent> drained = new ArrayList<>(waiting);
      waiting.clear();
      return drained;
    }
  }
}
