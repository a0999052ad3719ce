package millrace.server.system;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import millrace.base.Clock;

/// One query in the [QueryLog]. Whoever runs it reports each phase as it is reached, and closes it in the end; closed
/// without a word about its end it counts as failed.
///
/// Threads: any.
public final class LoggedQuery implements AutoCloseable {
  private final UUID id;
  private final String database;
  private final String type;
  private final String text;
  private final Optional<String> traceId;
  private final Clock clock;
  private final Consumer<LoggedQuery> whenEnded;
  // Guarded by this.
  private final Map<QueryPhase, Long> reached = new EnumMap<>(QueryPhase.class);
  private QueryPhase phase = QueryPhase.RECEIVED;

  LoggedQuery(UUID id, String database, String type, String text, Optional<String> traceId, Clock clock,
      Consumer<LoggedQuery> whenEnded) {
    this.whenEnded = whenEnded;
    this.id = id;
    this.database = database;
    this.type = type;
    this.text = text;
    this.traceId = traceId;
    this.clock = clock;
    reached.put(QueryPhase.RECEIVED, clock.nowNanos());
  }

  /// Reports that the query has reached a phase. After its end nothing changes any more.
  public synchronized void reach(QueryPhase next) {
    if (!phase.isEnd()) {
      phase = next;
      reached.putIfAbsent(next, clock.nowNanos());
      if (phase.isEnd()) {
        whenEnded.accept(this);
      }
    }
  }

  /// Reports a failure; one caused by a cancellation counts as such.
  public void fail(boolean isCancelled) {
    reach(isCancelled ? QueryPhase.CANCEL : QueryPhase.FAIL);
  }

  @Override
  public void close() {
    reach(QueryPhase.FAIL);
  }

  UUID id() {
    return id;
  }

  String database() {
    return database;
  }

  String type() {
    return type;
  }

  String text() {
    return text;
  }

  Optional<String> traceId() {
    return traceId;
  }

  synchronized QueryPhase phase() {
    return phase;
  }

  synchronized long issuedNanos() {
    return reached.get(QueryPhase.RECEIVED);
  }

  /// From the arrival to the plan.
  public synchronized Optional<Duration> planning() {
    return between(Optional.of(issuedNanos()), at(QueryPhase.PHYSICALLY_PLANNED));
  }

  /// From the plan to the permit.
  public synchronized Optional<Duration> waiting() {
    return between(at(QueryPhase.PHYSICALLY_PLANNED), at(QueryPhase.EXECUTION_PERMIT));
  }

  /// From the permit to the end.
  public synchronized Optional<Duration> executing() {
    return between(at(QueryPhase.EXECUTION_PERMIT), end());
  }

  /// From the arrival to the end.
  synchronized Optional<Duration> endToEnd() {
    return between(Optional.of(issuedNanos()), end());
  }

  private Optional<Long> at(QueryPhase asked) {
    return Optional.ofNullable(reached.get(asked));
  }

  private Optional<Long> end() {
    return phase.isEnd() ? at(phase) : Optional.empty();
  }

  /// Never negative, though the machine's clock may be set back.
  private static Optional<Duration> between(Optional<Long> start, Optional<Long> end) {
    return start.isEmpty() || end.isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(Math.max(0, end.get() - start.get())));
  }
}
