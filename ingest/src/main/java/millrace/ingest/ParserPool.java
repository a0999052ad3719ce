package millrace.ingest;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/// Idle parsers, by dialect and policy, so that a body finds one that knows its names. Bounded in number and in the
/// heap each may hold; those unused for longest go first.
///
/// Threads: any.
final class ParserPool {
  private static final int MOST_KEYS = 64;
  private static final long MOST_BYTES_OF_A_PARSER = 24L << 20;

  private final int mostForOneKey = Runtime.getRuntime().availableProcessors();
  /// In order of last use; guarded by itself.
  private final LinkedHashMap<Key, Deque<LineParser>> idle = new LinkedHashMap<>(16, 0.75f, true);

  LineParser take(Dialect dialect, long policyId) {
    synchronized (idle) {
      Deque<LineParser> parsers = idle.get(new Key(dialect, policyId));
      if (parsers != null && !parsers.isEmpty()) {
        return parsers.pop();
      }
    }
    return new LineParser(dialect);
  }

  void giveBack(LineParser parser, Dialect dialect, long policyId) {
    if (parser.sizeBytes() > MOST_BYTES_OF_A_PARSER) {
      return;
    }
    synchronized (idle) {
      Deque<LineParser> parsers = idle.computeIfAbsent(new Key(dialect, policyId), key -> new ArrayDeque<>());
      if (parsers.size() < mostForOneKey) {
        parsers.push(parser);
      }
      if (idle.size() > MOST_KEYS) {
        Map.Entry<Key, Deque<LineParser>> eldest = idle.firstEntry();
        idle.remove(eldest.getKey());
      }
    }
  }

  private record Key(Dialect dialect, long policyId) {}
}
