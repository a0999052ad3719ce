package millrace.server.system;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import millrace.base.Clock;

/// The newest queries, running and ended, for `system.queries`. Bounded: the oldest makes room.
///
/// Threads: any.
public final class QueryLog {
  private final int capacity;
  private final Clock clock;
  private final ArrayDeque<LoggedQuery> queries = new ArrayDeque<>();
  private final Map<String, QueryDurations> durations = Map.of(
      "plan", new QueryDurations(), "permit", new QueryDurations(), "execute", new QueryDurations(),
      "end2end", new QueryDurations());
  private final Map<String, LongAdder> ended = new ConcurrentHashMap<>();

  /// @param capacity queries remembered; 0 for none
  public QueryLog(int capacity, Clock clock) {
    this.capacity = capacity;
    this.clock = clock;
  }

  /// Records a query that has just arrived.
  ///
  /// @param database as addressed, `db` or `db/rp`
  /// @param type `sql`, `influxql` or `flightsql`
  /// @param text as received; for Flight SQL after the command's name and a space
  public LoggedQuery begin(String database, String type, String text, Optional<String> traceId) {
    LoggedQuery query = new LoggedQuery(UUID.randomUUID(), database, type, text, traceId, clock, this::ended);
    synchronized (queries) {
      queries.addLast(query);
      while (queries.size() > capacity) {
        queries.removeFirst();
      }
    }
    return query;
  }

  private void ended(LoggedQuery query) {
    durations.get("plan").add(query.planning());
    durations.get("permit").add(query.waiting());
    durations.get("execute").add(query.executing());
    durations.get("end2end").add(query.endToEnd());
    String labels = "type=\"" + query.type() + "\",outcome=\"" + query.phase().word() + "\"";
    ended.computeIfAbsent(labels, _ -> new LongAdder()).increment();
  }

  /// How long queries took that have ended since the start, by the names upstream gives the phases.
  public SortedMap<String, QueryDurations> durations() {
    return new TreeMap<>(durations);
  }

  /// Queries that have ended since the start, by Prometheus labels.
  public SortedMap<String, Long> ended() {
    SortedMap<String, Long> counts = new TreeMap<>();
    ended.forEach((labels, count) -> counts.put(labels, count.sum()));
    return counts;
  }

  /// Oldest first.
  List<LoggedQuery> queries() {
    synchronized (queries) {
      return List.copyOf(queries);
    }
  }
}
