package millrace.query.catalog;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import millrace.base.ErrorCode;
import millrace.catalog.CatalogState;
import millrace.catalog.ContinuousQuery;
import millrace.catalog.Database;
import millrace.catalog.RetentionPolicy;
import millrace.catalog.Right;
import millrace.catalog.Subscription;
import millrace.catalog.User;
import millrace.influxql.Privilege;
import millrace.query.QueryException;
import millrace.query.QueryOptions;
import millrace.query.ResultSink;
import millrace.query.catalog.ShardDirectory.ShardEntry;

/// Lists what the catalog itself holds. Databases, policies and users come in the order they were created.
final class CatalogListings {
  private final CatalogState state;
  private final QueryOptions options;
  private final ResultSink sink;

  CatalogListings(CatalogState state, QueryOptions options, ResultSink sink) {
    this.state = state;
    this.options = options;
    this.sink = sink;
  }

  void databases() {
    Listing listing = Listing.of(sink, "databases", "name");
    allDatabases().stream().map(Database::name).filter(options.visible()).forEach(listing::add);
    listing.endEvenIfEmpty();
  }

  void policies(String written) {
    Database database = new Scopes(state, options).database(written);
    Listing listing = Listing.of(sink, "", "name", "duration", "shardGroupDuration", "replicaN", "default");
    for (RetentionPolicy policy : policies(database)) {
      listing.add(
          policy.name(),
          GoDurations.text(Math.max(0, policy.durationNanos())),
          GoDurations.text(policy.shardDurationNanos()),
          (long) policy.replication(),
          policy.name().equals(database.defaultPolicy()));
    }
    listing.endEvenIfEmpty();
  }

  void users() {
    Listing listing = Listing.of(sink, "", "user", "admin");
    state.users().forEach(user -> listing.add(user.name(), user.admin()));
    listing.endEvenIfEmpty();
  }

  void grants(String name) {
    User user = state.user(name).orElseThrow(() -> new QueryException(ErrorCode.NOT_FOUND, "user not found"));
    Listing listing = Listing.of(sink, "", "database", "privilege");
    user.rights()
        .forEach((database, right) ->
            listing.add(database, privilege(right).text()));
    listing.endEvenIfEmpty();
  }

  private static Privilege privilege(Right right) {
    return switch (right) {
      case NONE -> Privilege.NONE;
      case READ -> Privilege.READ;
      case WRITE -> Privilege.WRITE;
      case ALL -> Privilege.ALL;
    };
  }

  void continuousQueries() {
    for (Database database : allDatabases()) {
      Listing listing = Listing.of(sink, database.name(), "name", "query");
      for (ContinuousQuery query : database.continuousQueries()) {
        listing.add(query.name(), query.text());
      }
      listing.endEvenIfEmpty();
    }
  }

  void subscriptions() {
    for (Database database : allDatabases()) {
      Listing listing = Listing.of(sink, database.name(), "retention_policy", "name", "mode", "destinations");
      for (Subscription subscription : database.subscriptions()) {
        String mode = subscription.toAll() ? "ALL" : "ANY";
        listing.add(subscription.policy(), subscription.name(), mode, subscription.destinations());
      }
      listing.end();
    }
  }

  /// A shard and its group are one here, so they share an id.
  void shards(ShardDirectory directory) {
    for (Database database : allDatabases()) {
      Listing listing = Listing.of(
          sink,
          database.name(),
          "id",
          "database",
          "retention_policy",
          "shard_group",
          "start_time",
          "end_time",
          "expiry_time",
          "owners");
      for (RetentionPolicy policy : policies(database)) {
        for (ShardEntry shard : directory.shards(policy.id())) {
          listing.add(
              shard.id(),
              database.name(),
              policy.name(),
              shard.id(),
              time(shard.span().startNanos()),
              time(shard.span().endNanos()),
              expiry(shard, policy),
              "");
        }
      }
      listing.endEvenIfEmpty();
    }
  }

  void shardGroups(ShardDirectory directory) {
    Listing listing = Listing.of(
        sink, "shard groups", "id", "database", "retention_policy", "start_time", "end_time", "expiry_time");
    for (Database database : allDatabases()) {
      for (RetentionPolicy policy : policies(database)) {
        for (ShardEntry shard : directory.shards(policy.id())) {
          listing.add(
              shard.id(),
              database.name(),
              policy.name(),
              time(shard.span().startNanos()),
              time(shard.span().endNanos()),
              expiry(shard, policy));
        }
      }
    }
    listing.endEvenIfEmpty();
  }

  private static String expiry(ShardEntry shard, RetentionPolicy policy) {
    return time(shard.span().endNanos() + Math.max(0, policy.durationNanos()));
  }

  private static String time(long nanos) {
    return DateTimeFormatter.ISO_INSTANT.format(Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L)));
  }

  private List<Database> allDatabases() {
    return state.databases().stream()
        .filter(database -> !database.isDeleted())
        .sorted(Comparator.comparingLong(Database::id))
        .toList();
  }

  private static List<RetentionPolicy> policies(Database database) {
    return database.policies().stream()
        .sorted(Comparator.comparingLong(RetentionPolicy::id))
        .toList();
  }
}
