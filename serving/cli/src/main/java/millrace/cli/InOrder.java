package millrace.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Hands on what comes back in any order in the order it was numbered. After a failure nothing more is handed on: what
/// stands behind a hole does not count.
///
/// Threads: any; one at a time is in the receiver.
final class InOrder<T> {
  private final Consumer<T> receiver;
  private final Map<Long, T> waiting = new HashMap<>();
  private long next;
  private boolean isStopped;

  InOrder(Consumer<T> receiver) {
    this.receiver = receiver;
  }

  /// @param number counted from 0, each once
  /// @throws RuntimeException what the receiver throws
  synchronized void put(long number, T outcome) {
    waiting.put(number, outcome);
    while (!isStopped && waiting.containsKey(next)) {
      isStopped = true;
      receiver.accept(waiting.remove(next++));
      isStopped = false;
    }
  }
}
