package millrace.plugins;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/// How far one trigger has got in the log: everything up to a segment is over, and maybe some after it, since runs of an
/// asynchronous trigger overtake each other.
///
/// Threads: any.
final class DeliveryCursor {
  private final long triggerId;
  private final TreeSet<Long> ahead = new TreeSet<>();
  private long done;
  private long givenUp;
  private long changes;

  /// @param done everything up to this segment is over
  /// @param ahead segments after it that are over, too
  /// @param givenUp segments that were removed from the log before their turn came
  record Position(long triggerId, long done, List<Long> ahead, long givenUp) {
    Position {
      ahead = List.copyOf(ahead);
    }
  }

  DeliveryCursor(Position position) {
    triggerId = position.triggerId();
    done = position.done();
    ahead.addAll(position.ahead());
    givenUp = position.givenUp();
  }

  long triggerId() {
    return triggerId;
  }

  synchronized long done() {
    return done;
  }

  synchronized boolean isDone(long sequence) {
    return sequence <= done || ahead.contains(sequence);
  }

  /// A segment is over.
  synchronized void finish(long sequence) {
    if (isDone(sequence)) {
      return;
    }
    ahead.add(sequence);
    advance();
  }

  /// Segments up to one before `sequence` are gone.
  ///
  /// @return how many of them were not over
  synchronized long giveUpBefore(long sequence) {
    if (sequence <= done + 1) {
      return 0;
    }
    Collection<Long> overtaken = new ArrayList<>(ahead.headSet(sequence));
    long lost = sequence - 1 - done - overtaken.size();
    ahead.removeAll(overtaken);
    done = sequence - 1;
    givenUp += lost;
    advance();
    return lost;
  }

  synchronized long givenUp() {
    return givenUp;
  }

  synchronized Position position() {
    return new Position(triggerId, done, List.copyOf(ahead), givenUp);
  }

  /// Grows with each change.
  synchronized long changes() {
    return changes;
  }

  private void advance() {
    while (ahead.remove(done + 1)) {
      done++;
    }
    changes++;
  }
}
