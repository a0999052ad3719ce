package millrace.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// CPU time of a Java server by what its threads are for, as Linux counts it. What threads took that have ended since is
/// in none of the parts.
///
/// @param millis by part
record ThreadTimes(Map<String, Long> millis) {
  /// What Linux counts in, on every machine of today.
  private static final long MILLIS_A_TICK = 10;

  private static final Map<String, String> PARTS = Map.of(
      "C1 Compiler", "compilers", "C2 Compiler", "compilers", "GC Thread", "collector", "G1 ", "collector", "VM Thread",
      "collector", "wal-commit", "log", "store-housekeep", "snapshots and merges", "ForkJoinPool", "requests", "http",
      "requests");

  /// None, where the system does not tell.
  static ThreadTimes of(long process) throws IOException {
    Path threads = Path.of("/proc", String.valueOf(process), "task");
    if (!Files.isDirectory(threads)) {
      return new ThreadTimes(Map.of());
    }
    try (Stream<Path> found = Files.list(threads)) {
      List<Path> all = found.toList();
      Map<String, Long> millis = new TreeMap<>();
      all.forEach(thread -> add(thread, millis));
      return new ThreadTimes(millis);
    }
  }

  private static void add(Path thread, Map<String, Long> millis) {
    try {
      String name = Files.readString(thread.resolve("comm")).strip();
      String stat = Files.readString(thread.resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
      millis.merge(part(name), MILLIS_A_TICK * ticks, Long::sum);
    } catch (IOException ended) {
      // A thread that ends meanwhile cannot be read any more, and is in no part then.
    }
  }

  private static String part(String thread) {
    return PARTS.entrySet().stream()
        .filter(part -> thread.startsWith(part.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("others");
  }

  /// Microseconds a line since an earlier count, as text, the dearest part first.
  String perLineSince(ThreadTimes earlier, double lines) {
    return millis.entrySet().stream()
        .map(part -> Map.entry(part.getKey(), part.getValue() - earlier.millis.getOrDefault(part.getKey(), 0L)))
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .map(part -> String.format(Locale.ROOT, "%s %.2f", part.getKey(), part.getValue() * 1000 / lines))
        .collect(Collectors.joining(", "));
  }
}
