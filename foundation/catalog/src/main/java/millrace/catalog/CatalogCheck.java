package millrace.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import millrace.base.MillraceException;
import millrace.objectstore.ObjectStore;
import millrace.objectstore.StoredObject;

/// Looks at every object of a catalog and says what does not stand; changes nothing.
///
/// Threads: any.
public final class CatalogCheck {
  private final ObjectStore store;
  private final String prefix;
  private final CatalogJson json = new CatalogJson();
  private final List<Entry> entries = new ArrayList<>();
  private Optional<CatalogState> state = Optional.empty();

  private CatalogCheck(ObjectStore store, String prefix) {
    this.store = store;
    this.prefix = prefix;
  }

  /// One object.
  ///
  /// @param name in the store
  /// @param sequence the command's number, or that of the last command in a snapshot; 0 when it does not stand
  /// @param what the command's kind, or `snapshot`
  /// @param isNeeded whether a start needs it; entries that the snapshot has stay for a while all the same
  /// @param damage empty when it stands
  public record Entry(String name, long sequence, String what, long sizeBytes, boolean isNeeded, String damage) {}

  /// What was found.
  ///
  /// @param state what exists, as far as the objects in order stand; empty when nothing can be said
  public record Result(List<Entry> entries, Optional<CatalogState> state) {
    public Result {
      entries = List.copyOf(entries);
    }
  }

  /// @param prefix as for [Catalog#open]
  /// @throws MillraceException with code STORE_UNAVAILABLE; damage is no exception
  public static Result check(ObjectStore store, String prefix) {
    CatalogCheck check = new CatalogCheck(store, prefix);
    check.run();
    return new Result(check.entries, check.state);
  }

  private void run() {
    String name = prefix + "/snapshot";
    Optional<byte[]> snapshot = store.get(name);
    boolean isReadable = snapshot.isEmpty() || snapshot(name, snapshot.get());
    state = isReadable && state.isEmpty() ? Optional.of(CatalogState.empty("")) : state;
    List<StoredObject> log = store.list(prefix + "/logs/", "");
    long covered = state.map(CatalogState::sequence).orElse(0L);
    for (StoredObject object : log) {
      entry(object, covered);
    }
    if (log.isEmpty() && snapshot.isEmpty()) {
      state = Optional.empty();
    }
  }

  private boolean snapshot(String name, byte[] bytes) {
    try {
      CatalogState found = json.decode(bytes, CatalogState.class, name);
      state = Optional.of(found);
      entries.add(new Entry(name, found.sequence(), "snapshot", bytes.length, true, ""));
      return true;
    } catch (MillraceException e) {
      entries.add(new Entry(name, 0, "snapshot", bytes.length, true, e.getMessage()));
      return false;
    }
  }

  private void entry(StoredObject object, long covered) {
    String number = object.name().substring((prefix + "/logs/").length()).replace(".catalog", "");
    long sequence = number.matches("\\d{20}") ? Long.parseLong(number) : 0;
    boolean isNeeded = sequence > covered;
    byte[] bytes = store.get(object.name()).orElse(new byte[0]);
    try {
      Catalog.LoggedCommand logged = json.decode(bytes, Catalog.LoggedCommand.class, object.name());
      String what = logged.command().getClass().getSimpleName();
      entries.add(new Entry(object.name(), sequence, what, bytes.length, isNeeded, isNeeded ? apply(logged, sequence) : ""));
    } catch (MillraceException e) {
      entries.add(new Entry(object.name(), sequence, "", bytes.length, isNeeded, e.getMessage()));
    }
  }

  /// @return what is wrong with the entry's place in the log
  private String apply(Catalog.LoggedCommand logged, long sequence) {
    if (state.isEmpty()) {
      return "";
    }
    long expected = state.get().sequence() + 1;
    if (sequence != expected) {
      return String.format(Locale.ROOT, "entry %020d is missing before it", expected);
    }
    try {
      state = Optional.of(logged.command().applyTo(state.get()).withSequence(sequence));
      return "";
    } catch (MillraceException e) {
      return "does not fit what stands before it: " + e.getMessage();
    }
  }
}
