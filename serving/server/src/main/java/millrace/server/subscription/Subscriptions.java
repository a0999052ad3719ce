package millrace.server.subscription;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import millrace.catalog.CatalogState;
import millrace.catalog.Database;
import millrace.catalog.RetentionPolicy;
import millrace.catalog.Subscription;
import millrace.columns.TableRows;
import millrace.columns.WriteBatch;
import millrace.query.catalog.ServerDiagnostics.Module;
import millrace.server.encode.LineText;
import millrace.wal.FlushListener;
import millrace.wal.SealedInterval;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends copies of what was written to a retention policy to the receivers that its subscriptions name, an interval of
/// the log at a time. Writers never wait for them. Copies are not repeated: what a receiver misses it misses.
///
/// Threads: flushes come from one thread, all else from any.
public final class Subscriptions implements FlushListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);
  private static final int PARCEL_CHARS = 1 << 20;
  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);

  private final Supplier<CatalogState> catalog;
  private final Map<Key, List<Feed>> feeds = new ConcurrentHashMap<>();
  private HttpClient client;

  private record Key(String database, Subscription subscription) {}

  public Subscriptions(Supplier<CatalogState> catalog) {
    this.catalog = catalog;
  }

  @Override
  public void onFlush(SealedInterval interval) {
    CatalogState state = catalog.get();
    Set<Key> current = current(state);
    close(current);
    if (current.isEmpty()) {
      return;
    }
    Map<List<Feed>, Parcels> outgoing = new HashMap<>();
    for (WriteBatch batch : interval.batches()) {
      for (Key key : current) {
        if (isFor(key, batch, state)) {
          List<Feed> receivers = feeds.computeIfAbsent(key, this::open);
          outgoing.computeIfAbsent(receivers, Parcels::new).add(batch);
        }
      }
    }
    outgoing.values().forEach(Parcels::flush);
  }

  @Override
  public void onMissed(long firstSequence, long lastSequence) {
    if (!current(catalog.get()).isEmpty()) {
      LOG.warn("subscriptions missed the log's segments {} to {}", firstSequence, lastSequence);
    }
  }

  private static Set<Key> current(CatalogState state) {
    Set<Key> current = new HashSet<>();
    for (Database database : state.databases()) {
      if (!database.isDeleted()) {
        database.subscriptions().forEach(subscription -> current.add(new Key(database.name(), subscription)));
      }
    }
    return current;
  }

  private static boolean isFor(Key key, WriteBatch batch, CatalogState state) {
    return state.databaseById(batch.databaseId()).map(Database::name).filter(key.database::equals).isPresent()
        && state.policyById(batch.policyId()).map(RetentionPolicy::name).filter(key.subscription.policy()::equals).isPresent();
  }

  private List<Feed> open(Key key) {
    List<Destination> all =
        key.subscription.destinations().stream().map(address -> Destination.of(address, this::client)).toList();
    List<List<Destination>> groups = key.subscription.toAll() ? all.stream().map(List::of).toList() : List.of(all);
    return groups.stream().map(group -> new Feed(key.database, key.subscription.policy(), group)).toList();
  }

  private synchronized HttpClient client() {
    if (client == null) {
      client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_PATIENCE).build();
    }
    return client;
  }

  /// Ends the feeds of subscriptions that exist no more.
  private void close(Set<Key> current) {
    for (Key key : feeds.keySet()) {
      if (!current.contains(key)) {
        feeds.remove(key).forEach(Feed::close);
      }
    }
  }

  /// What went out since the start, an entry for each receiver, under the names of InfluxDB 1.x.
  public List<Module> statistics() {
    List<Module> modules = new ArrayList<>();
    feeds.forEach((key, receivers) -> receivers.forEach(feed -> modules.add(statistics(key, feed))));
    return modules;
  }

  private static Module statistics(Key key, Feed feed) {
    TreeMap<String, String> tags = new TreeMap<>(Map.of(
        "database", key.database,
        "retention_policy", key.subscription.policy(),
        "name", key.subscription.name(),
        "mode", key.subscription.toAll() ? "ALL" : "ANY",
        "destination", String.join(",", feed.receivers().stream().map(Destination::shown).toList())));
    Feed.Counts counts = feed.counts();
    return new Module("subscriber", tags, new TreeMap<>(Map.of(
        "pointsWritten", counts.delivered(), "pointsDropped", counts.dropped(), "writeFailures", counts.failures())));
  }

  @Override
  public void close() {
    feeds.values().forEach(receivers -> receivers.forEach(Feed::close));
    synchronized (this) {
      if (client != null) {
        client.close();
      }
    }
  }

  /// Lines for the receivers of one subscription, cut into requests of bearable size.
  private static final class Parcels {
    private final List<Feed> receivers;
    private final StringBuilder lines = new StringBuilder();
    private int points;

    Parcels(List<Feed> receivers) {
      this.receivers = receivers;
    }

    void add(WriteBatch batch) {
      for (TableRows rows : batch.tables()) {
        for (int row = 0; row < rows.rowCount(); row++) {
          LineText.row(rows, row, lines);
          points++;
          if (lines.length() >= PARCEL_CHARS) {
            flush();
          }
        }
      }
    }

    void flush() {
      if (!lines.isEmpty()) {
        String text = lines.toString();
        receivers.forEach(feed -> feed.offer(text, points));
        lines.setLength(0);
      }
      points = 0;
    }
  }
}
