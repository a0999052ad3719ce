package millrace.plugins;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import millrace.plugins.worker.TableBatch;

/// Notices a write trigger that runs on its own writes: flush after flush holds nothing but tables its last run wrote to.
/// That may be meant, so it is said once and nothing is stopped.
///
/// Threads: any.
final class LoopWatch {
  /// Runs in a row on nothing but own writes that make a loop.
  static final int SUSPICIOUS_RUNS = 10;

  private final String database;
  private final Set<String> writing = new HashSet<>();
  private Set<String> written = Set.of();
  private int runsInARow;

  LoopWatch(String database) {
    this.database = database;
  }

  /// A run wrote lines.
  synchronized void wrote(String target, String lines) {
    if (target.equals(database)) {
      lines.lines().forEach(line -> writing.add(measurement(line)));
    }
  }

  /// A run over an event ended.
  ///
  /// @return what to say, once for each loop
  synchronized Optional<String> ended(TriggerEvent event) {
    if (!(event instanceof TriggerEvent.Flush flush)) {
      return Optional.empty();
    }
    boolean isOwn = !written.isEmpty() && flush.tables().stream().map(TableBatch::table).allMatch(written::contains);
    runsInARow = isOwn ? runsInARow + 1 : 0;
    written = Set.copyOf(writing);
    writing.clear();
    return runsInARow == SUSPICIOUS_RUNS
        ? Optional.of(
            "the trigger seems to run on its own writes: its last " + SUSPICIOUS_RUNS + " runs saw only tables it wrote to"
                + " itself (" + String.join(", ", new TreeSet<>(written)) + "); pass over them in the plugin, or name"
                + " another table in the trigger")
        : Optional.empty();
  }

  /// The first part of a line, without escapes.
  private static String measurement(String line) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && i + 1 < line.length()) {
        i++;
        name.append(line.charAt(i));
      } else if (c == ',' || c == ' ') {
        break;
      } else {
        name.append(c);
      }
    }
    return name.toString();
  }
}
