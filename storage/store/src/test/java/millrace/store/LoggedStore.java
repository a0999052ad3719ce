package millrace.store;

import static millrace.store.StoreHistory.untilItWorks;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import millrace.columns.WriteBatch;
import millrace.objectstore.ObjectStore;

/// A store that can end at any moment without a word and start again: what its write-ahead log would hold is kept aside
/// and replayed.
final class LoggedStore {
  private final ObjectStore objects;
  private final StoreSchema schema;
  private final StoreOptions options;
  private final List<Logged> log = new ArrayList<>();
  private Store store;
  private long segment = 1;
  private int index;
  private long trimmed;

  private record Logged(long segment, int index, WriteBatch batch) {}

  LoggedStore(ObjectStore objects, StoreSchema schema, StoreOptions options) {
    this.objects = objects;
    this.schema = schema;
    this.options = options;
    restart();
  }

  /// The one that runs now.
  Store store() {
    return store;
  }

  void apply(WriteBatch batch) {
    Logged logged = new Logged(segment, index++, batch);
    log.add(logged);
    store.apply(batch, logged.segment, logged.index);
  }

  /// Begins another segment of the log.
  void seal() {
    segment++;
    index = 0;
  }

  /// Ends the process without a word and starts another; the log is there up to the last batch.
  void restart() {
    untilItWorks(() -> store = new Store(objects, schema, options));
    store.onCovered(covered -> trimmed = Math.max(trimmed, covered));
    assertThat(store.firstNeededSegment()).isGreaterThan(trimmed);
    for (Logged logged : log) {
      if (logged.segment >= store.firstNeededSegment()) {
        store.apply(logged.batch, logged.segment, logged.index);
      }
    }
  }
}
