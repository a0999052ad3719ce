package millrace.server.system;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import millrace.base.Clock;

/// The newest queries, running and ended, for `system.queries`. Bounded: the oldest makes room.
///
/// Threads: any.
public final class QueryLog {
  private final int capacity;
  private final Clock clock;
  private final ArrayDeque<LoggedQuery> queries = new ArrayDeque<>();

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
    LoggedQuery query = new LoggedQuery(UUID.randomUUID(), database, type, text, traceId, clock);
    synchronized (queries) {
      queries.addLast(query);
      while (queries.size() > capacity) {
        queries.removeFirst();
      }
    }
    return query;
  }

  /// Oldest first.
  List<LoggedQuery> queries() {
    synchronized (queries) {
      return List.copyOf(queries);
    }
  }
}
