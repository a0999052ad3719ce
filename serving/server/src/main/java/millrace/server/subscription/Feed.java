package millrace.server.subscription;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way of copies to one receiver, or to the first of several that takes them, each time another one first. What a
/// receiver falls behind on waits in memory up to a limit; what goes beyond is dropped and counted, as is what no
/// receiver takes.
///
/// Threads: any may offer; a thread of its own delivers.
final class Feed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
  static final int WAITING_CHARS_LIMIT = 16 << 20;
  private static final long LAST_MILLIS = 2_000;

  private final String database;
  private final String policy;
  private final List<Destination> receivers;
  private final Thread sender;
  private final ArrayDeque<Parcel> waiting = new ArrayDeque<>();
  private final LongAdder delivered = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private long waitingChars;
  private boolean isClosed;
  private boolean isFailing;
  private int turn;

  private record Parcel(String lines, int points) {}

  /// Points delivered and dropped, and deliveries that failed.
  record Counts(long delivered, long dropped, long failures) {}

  Feed(String database, String policy, List<Destination> receivers) {
    this.database = database;
    this.policy = policy;
    this.receivers = List.copyOf(receivers);
    this.sender = Thread.ofVirtual().name("subscription").start(this::send);
  }

  List<Destination> receivers() {
    return receivers;
  }

  Counts counts() {
    return new Counts(delivered.sum(), dropped.sum(), failures.sum());
  }

  /// Takes lines to deliver; never waits.
  synchronized void offer(String lines, int points) {
    if (isClosed || waitingChars + lines.length() > WAITING_CHARS_LIMIT) {
      dropped.add(points);
      return;
    }
    waiting.add(new Parcel(lines, points));
    waitingChars += lines.length();
    notifyAll();
  }

  private void send() {
    try {
      for (Parcel parcel = next(); parcel != null; parcel = next()) {
        deliver(parcel);
      }
    } catch (InterruptedException e) {
      LOG.warn("copies for {} are dropped, as the server ends", names());
    }
  }

  /// The next lines; null when there are none and will be none.
  private synchronized Parcel next() throws InterruptedException {
    while (waiting.isEmpty()) {
      if (isClosed) {
        return null;
      }
      wait();
    }
    Parcel next = waiting.poll();
    waitingChars -= next.lines.length();
    return next;
  }

  private void deliver(Parcel parcel) throws InterruptedException {
    int first = turn++;
    for (int i = 0; i < receivers.size(); i++) {
      Destination receiver = receivers.get(Math.floorMod(first + i, receivers.size()));
      try {
        receiver.deliver(database, policy, parcel.lines);
        delivered.add(parcel.points);
        isFailing = false;
        return;
      } catch (IOException | RuntimeException failure) {
        failures.increment();
        if (!isFailing) {
          LOG.warn("a copy of writes to {} could not be delivered to {}: {}", database, receiver.shown(), failure.toString());
        }
      }
    }
    isFailing = true;
    dropped.add(parcel.points);
  }

  private List<String> names() {
    return receivers.stream().map(Destination::shown).toList();
  }

  /// Takes no more. Waits a little for what is on its way.
  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
      notifyAll();
    }
    try {
      sender.join(LAST_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sender.interrupt();
  }
}
