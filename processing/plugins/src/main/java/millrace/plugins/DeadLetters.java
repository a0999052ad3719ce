package millrace.plugins;

import static millrace.base.Checks.require;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import millrace.base.MillraceException;
import millrace.objectstore.ObjectStore;
import millrace.objectstore.StoredObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The events triggers gave up on, one object each in the store, bounded by number and bytes: the oldest goes when there
/// are too many. Memory holds what there is to list; rows are read when an event is run again.
///
/// Threads: any. Listing touches no store.
final class DeadLetters {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

  private final ObjectStore store;
  private final String prefix;
  private final Bounds bounds;
  private final DeadLetterFormat format = new DeadLetterFormat();

  /// Held while the store is changed, so that numbers and bounds hold.
  private final ReentrantLock changing = new ReentrantLock();

  /// Guarded by itself.
  private final TreeMap<Long, DeadLetter> letters = new TreeMap<>();

  private long newest;

  /// What is kept.
  ///
  /// @param count events
  /// @param bytes what they take together
  record Bounds(int count, long bytes) {
    Bounds {
      require(count >= 1, "dead letters to keep is not positive: %d", count);
      require(bytes >= 1, "bytes of dead letters is not positive: %d", bytes);
    }
  }

  private DeadLetters(ObjectStore store, String prefix, Bounds bounds) {
    this.store = store;
    this.prefix = prefix + "/";
    this.bounds = bounds;
  }

  /// Reads what earlier processes left; what cannot be read is named in the log and stays where it is.
  static DeadLetters open(ObjectStore store, String prefix, Bounds bounds) {
    DeadLetters letters = new DeadLetters(store, prefix, bounds);
    store.list(letters.prefix, "").forEach(letters::load);
    return letters;
  }

  /// Keeps an event, durably when this returns.
  ///
  /// @param letter its id and size are given here
  /// @return the letter as it is kept
  /// @throws MillraceException with code STORE_UNAVAILABLE
  DeadLetter add(DeadLetter letter, TriggerEvent event) {
    changing.lock();
    try {
      long id = newest + 1;
      byte[] content = format.encode(letter.withId(id), event);
      store.put(name(id), content);
      newest = id;
      DeadLetter kept = letter.withId(id).withSize(content.length);
      synchronized (letters) {
        letters.put(id, kept);
      }
      makeRoom();
      return kept;
    } finally {
      changing.unlock();
    }
  }

  /// Those of one database, or of all for an empty id, oldest first.
  List<DeadLetter> all(OptionalLong databaseId) {
    synchronized (letters) {
      return letters.values().stream()
          .filter(letter -> databaseId.isEmpty() || letter.databaseId() == databaseId.getAsLong())
          .toList();
    }
  }

  /// Those of one trigger, oldest first.
  List<DeadLetter> of(long triggerId) {
    synchronized (letters) {
      return letters.values().stream().filter(letter -> letter.triggerId() == triggerId).toList();
    }
  }

  /// The event itself; empty when it is gone.
  ///
  /// @throws MillraceException with code STORE_UNAVAILABLE, or CORRUPT when it is damaged
  Optional<TriggerEvent> event(DeadLetter letter) {
    return store.get(name(letter.id())).map(content -> format.event(name(letter.id()), content));
  }

  /// Removes an event; harmless when it is gone.
  ///
  /// @throws MillraceException with code STORE_UNAVAILABLE
  void remove(DeadLetter letter) {
    changing.lock();
    try {
      store.delete(name(letter.id()));
      synchronized (letters) {
        letters.remove(letter.id());
      }
    } finally {
      changing.unlock();
    }
  }

  /// Removes the events of all other triggers.
  ///
  /// @param triggers asked after the events are looked at
  void retain(Supplier<Set<Long>> triggers) {
    List<DeadLetter> known = all(OptionalLong.empty());
    Set<Long> wanted = triggers.get();
    for (DeadLetter letter : known) {
      if (!wanted.contains(letter.triggerId())) {
        try {
          remove(letter);
        } catch (MillraceException e) {
          LOG.warn("a dead letter of a deleted trigger cannot be removed: {}", e.getMessage());
          return;
        }
      }
    }
  }

  private void makeRoom() {
    while (isTooMuch()) {
      DeadLetter oldest;
      synchronized (letters) {
        oldest = letters.firstEntry().getValue();
      }
      LOG.warn(
          "dead letter {} of trigger {}/{} is removed to make room: {} rows", oldest.id(), oldest.database(),
          oldest.trigger(), oldest.rows());
      remove(oldest);
    }
  }

  private boolean isTooMuch() {
    synchronized (letters) {
      long bytes = letters.values().stream().mapToLong(DeadLetter::sizeBytes).sum();
      return letters.size() > bounds.count() || bytes > bounds.bytes() && letters.size() > 1;
    }
  }

  private void load(StoredObject object) {
    OptionalLong id = id(object.name());
    if (id.isEmpty()) {
      return;
    }
    newest = Math.max(newest, id.getAsLong());
    try {
      int length = (int) Math.min(object.sizeBytes(), DeadLetterFormat.MAX_HEAD_BYTES);
      DeadLetter letter = format.head(object.name(), store.range(object.name(), 0, length));
      letters.put(id.getAsLong(), letter.withId(id.getAsLong()).withSize(object.sizeBytes()));
    } catch (MillraceException e) {
      LOG.warn("a dead letter cannot be read: {}", e.getMessage());
    }
  }

  private String name(long id) {
    return prefix + String.format(Locale.ROOT, "%012d", id) + ".letter";
  }

  private OptionalLong id(String name) {
    String digits = name.substring(prefix.length()).replace(".letter", "");
    return digits.matches("[0-9]{12}") ? OptionalLong.of(Long.parseLong(digits)) : OptionalLong.empty();
  }
}
