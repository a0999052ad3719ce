package millrace.plugins;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import millrace.base.MillraceException;
import millrace.objectstore.ObjectStore;
import millrace.objectstore.StoredObject;
import millrace.plugins.DeliveryCursor.Position;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the triggers with delivery at least once stand in the log, durably: one object each, put after each event.
///
/// Positions of disabled triggers stay, so that they go on where they stopped. The log is held from the oldest position
/// in the store on: what is only in memory would be gone after a crash.
///
/// Threads: any. Only [#save], [#cursor] of a new trigger and [#retain] touch the store.
final class DeliveryPositions {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryPositions.class);

  private final ObjectStore store;
  private final String prefix;
  private final ObjectMapper json = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private final Map<Long, Kept> kept = new ConcurrentHashMap<>();

  private DeliveryPositions(ObjectStore store, String prefix) {
    this.store = store;
    this.prefix = prefix + "/";
  }

  /// Reads what earlier processes left. A position that cannot be read is left out, with a warning: its trigger begins
  /// with the newest data.
  static DeliveryPositions open(ObjectStore store, String prefix) {
    DeliveryPositions positions = new DeliveryPositions(store, prefix);
    for (StoredObject object : store.list(positions.prefix, "")) {
      positions.read(object.name()).ifPresent(found -> positions.kept.put(found.triggerId(), new Kept(found)));
    }
    return positions;
  }

  /// The cursor of a trigger; a new one, durable, where there is none.
  ///
  /// @param newest the newest sealed segment, where a new trigger begins
  /// @throws MillraceException with code STORE_UNAVAILABLE
  DeliveryCursor cursor(long triggerId, LongSupplier newest) {
    Kept known = kept.get(triggerId);
    if (known != null) {
      return known.cursor;
    }
    Kept made = new Kept(new Position(triggerId, newest.getAsLong(), List.of(), 0));
    made.savedChanges = -1;
    kept.put(triggerId, made);
    try {
      save(triggerId);
    } catch (MillraceException e) {
      kept.remove(triggerId);
      throw e;
    }
    return made.cursor;
  }

  /// Makes a trigger's position durable; nothing to do when it is.
  ///
  /// @throws MillraceException with code STORE_UNAVAILABLE
  void save(long triggerId) {
    Kept known = kept.get(triggerId);
    if (known == null) {
      return;
    }
    synchronized (known) {
      long changes = known.cursor.changes();
      if (changes == known.savedChanges) {
        return;
      }
      Position position = known.cursor.position();
      store.put(name(triggerId), encode(position));
      known.savedDone = position.done();
      known.savedChanges = changes;
    }
  }

  /// Makes all positions durable, as far as the store lets it.
  void saveAll() {
    for (long triggerId : kept.keySet()) {
      try {
        save(triggerId);
      } catch (MillraceException e) {
        LOG.warn("the position of trigger {} in the log cannot be stored now: {}", triggerId, e.getMessage());
      }
    }
  }

  /// Forgets the positions of all other triggers.
  ///
  /// @param triggers asked after the positions are looked at, so that a trigger made meanwhile is not taken for one that
  ///     is gone
  void retain(Supplier<Set<Long>> triggers) {
    List<Long> known = List.copyOf(kept.keySet());
    Set<Long> wanted = triggers.get();
    for (long triggerId : known) {
      if (!wanted.contains(triggerId)) {
        kept.remove(triggerId);
        try {
          store.delete(name(triggerId));
        } catch (MillraceException e) {
          LOG.warn("the position of a deleted trigger cannot be removed: {}", e.getMessage());
        }
      }
    }
  }

  /// The first segment that some trigger still needs; [Long#MAX_VALUE] for none.
  long neededFrom() {
    long needed = Long.MAX_VALUE;
    for (Kept position : kept.values()) {
      needed = Math.min(needed, position.savedDone + 1);
    }
    return needed;
  }

  private Optional<Position> read(String name) {
    try {
      Optional<byte[]> content = store.get(name);
      return content.isEmpty() ? Optional.empty() : Optional.of(json.readValue(content.get(), Position.class));
    } catch (IOException e) {
      LOG.error("the position of a trigger in the log is damaged, the trigger begins with new data: {}", name);
      return Optional.empty();
    }
  }

  private byte[] encode(Position position) {
    try {
      return json.writeValueAsBytes(position);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of numbers cannot fail to become JSON", e);
    }
  }

  private String name(long triggerId) {
    return prefix + triggerId + ".json";
  }

  private static final class Kept {
    private final DeliveryCursor cursor;
    private volatile long savedDone;
    private long savedChanges;

    Kept(Position position) {
      cursor = new DeliveryCursor(position);
      savedDone = position.done();
    }
  }
}
