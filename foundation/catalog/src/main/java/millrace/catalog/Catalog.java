package millrace.catalog;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.objectstore.ObjectStore;
import millrace.objectstore.StoredObject;

/// The one place that knows what exists. A change is a [CatalogCommand] that is put into the object store under the next
/// sequence number, if that is free, and only then applied to the state everybody reads. Where another node took the
/// number first, its command is applied and ours tried again on top, so that all nodes see one history.
///
/// Every object ends in a checksum, see [CatalogText]. Layout below the prefix: `logs/<20 digits>.catalog`, one command each, and `snapshot`, the state after some of them.
///
/// Threads: any. [#state()] never blocks; [#apply] blocks for one put.
public final class Catalog {
  private static final int COMMANDS_PER_SNAPSHOT = 200;

  private final ObjectStore store;
  private final String prefix;
  private final CatalogJson json = new CatalogJson();
  /// Guards the order of commands; `state` is written only while it is held.
  private final ReentrantLock writing = new ReentrantLock();

  private volatile CatalogState state;
  private long snapshotSequence;

  private Catalog(ObjectStore store, String prefix) {
    this.store = store;
    this.prefix = prefix;
  }

  /// Loads the newest snapshot and every later command; begins a new catalog where there is none.
  ///
  /// @param prefix folder of the catalog within the store, without a trailing slash, such as `node0/catalog/v3`
  /// @throws MillraceException with code CORRUPT naming the object that cannot be read
  public static Catalog open(ObjectStore store, String prefix) {
    Catalog catalog = new Catalog(store, prefix);
    catalog.load();
    return catalog;
  }

  /// What exists now. Immutable; later changes make a new one.
  public CatalogState state() {
    return state;
  }

  /// Makes a change durable and visible.
  ///
  /// @return the state right after the change
  /// @throws MillraceException when the command does not fit the state (nothing changes), or the store is unavailable
  public CatalogState apply(CatalogCommand command) {
    writing.lock();
    try {
      String nonce = UUID.randomUUID().toString();
      while (true) {
        CatalogState changed = command.applyTo(state);
        if (changed == state) {
          return state;
        }
        long sequence = state.sequence() + 1;
        if (commit(sequence, json.encode(new LoggedCommand(nonce, command)), nonce)) {
          state = changed.withSequence(sequence);
          snapshotWhenDue();
          return state;
        }
        catchUp();
      }
    } finally {
      writing.unlock();
    }
  }

  /// Applies what other nodes committed since.
  public void refresh() {
    writing.lock();
    try {
      catchUp();
    } finally {
      writing.unlock();
    }
  }

  private void load() {
    String name = prefix + "/snapshot";
    Optional<byte[]> snapshot = store.get(name);
    state =
        snapshot
            .map(bytes -> json.decode(bytes, CatalogState.class, name))
            .orElseGet(() -> CatalogState.empty(""));
    snapshotSequence = state.sequence();
    catchUp();
    if (state.uuid().isEmpty()) {
      apply(new CatalogCommand.Found(UUID.randomUUID().toString()));
    }
  }

  private void catchUp() {
    for (StoredObject entry : store.list(prefix + "/logs/", logName(state.sequence()))) {
      byte[] bytes =
          store
              .get(entry.name())
              .orElseThrow(() -> new MillraceException(ErrorCode.CORRUPT, "catalog entry vanished: " + entry.name()));
      LoggedCommand logged = json.decode(bytes, LoggedCommand.class, entry.name());
      long sequence = state.sequence() + 1;
      if (!entry.name().equals(logName(sequence))) {
        throw new MillraceException(
            ErrorCode.CORRUPT, "catalog entry " + logName(sequence) + " is missing; found " + entry.name());
      }
      state = logged.command().applyTo(state).withSequence(sequence);
    }
  }

  /// A put whose answer was lost may have been stored all the same, so a refusal is believed only after reading back.
  private boolean commit(long sequence, byte[] entry, String nonce) {
    String name = logName(sequence);
    if (store.putIfAbsent(name, entry)) {
      return true;
    }
    return store.get(name).map(bytes -> json.decode(bytes, LoggedCommand.class, name).nonce().equals(nonce)).orElse(false);
  }

  private void snapshotWhenDue() {
    if (state.sequence() - snapshotSequence < COMMANDS_PER_SNAPSHOT) {
      return;
    }
    store.put(prefix + "/snapshot", json.encode(state));
    for (StoredObject entry : store.list(prefix + "/logs/", "")) {
      // The last snapshot's worth of entries stays, so that a slower node can still catch up one by one.
      if (entry.name().compareTo(logName(snapshotSequence)) < 0) {
        store.delete(entry.name());
      }
    }
    snapshotSequence = state.sequence();
  }

  private String logName(long sequence) {
    return prefix + "/logs/" + String.format(Locale.ROOT, "%020d", sequence) + ".catalog";
  }

  /// One entry of the log.
  ///
  /// @param nonce tells our own entry from another node's after an unclear answer of the store
  record LoggedCommand(String nonce, CatalogCommand command) {}
}
