package millrace.ingest;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/// Idle parsers, by dialect and policy, so that a body finds one that knows its names. Bounded by the heap they hold
/// together; those unused for longest go first.
///
/// Threads: any.
final class ParserPool {
  private static final long MOST_BYTES = 64L << 20;
  private static final long MOST_BYTES_OF_ONE = MOST_BYTES / 4;
  /// What a parser holds besides the names it knows.
  private static final long BYTES_OF_A_PARSER = 64L << 10;

  private final int mostForOneKey = Runtime.getRuntime().availableProcessors();
  /// In order of last use; guarded by itself, and so is `bytes`.
  private final LinkedHashMap<Key, Deque<Idle>> idle = new LinkedHashMap<>(16, 0.75f, true);

  private long bytes;

  LineParser take(Dialect dialect, long policyId) {
    synchronized (idle) {
      Deque<Idle> parsers = idle.get(new Key(dialect, policyId));
      if (parsers != null && !parsers.isEmpty()) {
        Idle taken = parsers.pop();
        bytes -= taken.bytes();
        return taken.parser();
      }
    }
    return new LineParser(dialect);
  }

  void giveBack(LineParser parser, Dialect dialect, long policyId) {
    long size = BYTES_OF_A_PARSER + parser.sizeBytes();
    if (size > MOST_BYTES_OF_ONE) {
      return;
    }
    synchronized (idle) {
      Deque<Idle> parsers = idle.computeIfAbsent(new Key(dialect, policyId), key -> new ArrayDeque<>());
      if (parsers.size() < mostForOneKey) {
        parsers.push(new Idle(parser, size));
        bytes += size;
      }
      while (bytes > MOST_BYTES) {
        Map.Entry<Key, Deque<Idle>> eldest = idle.pollFirstEntry();
        bytes -= eldest.getValue().stream().mapToLong(Idle::bytes).sum();
      }
    }
  }

  private record Key(Dialect dialect, long policyId) {}

  private record Idle(LineParser parser, long bytes) {}
}
