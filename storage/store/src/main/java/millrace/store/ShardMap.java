package millrace.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import millrace.base.TimeSpan;

/// The shards of all policies. A policy's shards never overlap: one created after the shard duration changed is
/// clipped at its neighbours, as InfluxDB does.
///
/// Threads: guarded by the store's lock.
final class ShardMap {
  private final Map<Long, NavigableMap<Long, Shard>> byPolicy = new HashMap<>();
  private long nextId = 1;

  /// The shard that holds an instant, created on first use.
  Shard shardFor(long databaseId, long policyId, long instantNanos, long durationNanos) {
    NavigableMap<Long, Shard> shards = byPolicy.computeIfAbsent(policyId, id -> new TreeMap<>());
    Map.Entry<Long, Shard> before = shards.floorEntry(instantNanos);
    if (before != null && before.getValue().span().contains(instantNanos)) {
      return before.getValue();
    }
    TimeSpan span = spanFor(policyId, instantNanos, durationNanos);
    Shard shard = new Shard(nextId++, databaseId, policyId, span);
    shards.put(span.startNanos(), shard);
    return shard;
  }

  /// The span of the shard that holds an instant, or of the one that would be created for it between its neighbours.
  TimeSpan spanFor(long policyId, long instantNanos, long durationNanos) {
    NavigableMap<Long, Shard> shards = byPolicy.getOrDefault(policyId, Collections.emptyNavigableMap());
    Map.Entry<Long, Shard> before = shards.floorEntry(instantNanos);
    if (before != null && before.getValue().span().contains(instantNanos)) {
      return before.getValue().span();
    }
    TimeSpan span = ShardSpans.around(instantNanos, durationNanos);
    long start = before == null ? span.startNanos() : Math.max(span.startNanos(), before.getValue().span().endNanos());
    Long after = shards.higherKey(instantNanos);
    return new TimeSpan(start, after == null ? span.endNanos() : Math.min(span.endNanos(), after));
  }

  /// Takes in a shard known from a manifest.
  void restore(Shard shard) {
    byPolicy.computeIfAbsent(shard.policyId(), id -> new TreeMap<>()).put(shard.span().startNanos(), shard);
    nextId = Math.max(nextId, shard.id() + 1);
  }

  void restoreNextId(long id) {
    nextId = Math.max(nextId, id);
  }

  long nextId() {
    return nextId;
  }

  Optional<Shard> find(long shardId) {
    return all().stream().filter(shard -> shard.id() == shardId).findFirst();
  }

  void remove(Shard shard) {
    NavigableMap<Long, Shard> shards = byPolicy.get(shard.policyId());
    if (shards != null) {
      shards.remove(shard.span().startNanos(), shard);
    }
  }

  void removePolicy(long policyId) {
    byPolicy.remove(policyId);
  }

  /// All shards, in no order across policies, ascending by time within one.
  List<Shard> all() {
    List<Shard> all = new ArrayList<>();
    for (NavigableMap<Long, Shard> shards : byPolicy.values()) {
      all.addAll(shards.values());
    }
    return all;
  }

  /// The shards that end no later than their policy's cutoff. Looks at those and one more of each policy.
  List<Shard> endedBy(LongUnaryOperator cutoffNanos) {
    List<Shard> ended = new ArrayList<>();
    byPolicy.forEach((policy, shards) -> {
      long cutoff = cutoffNanos.applyAsLong(policy);
      shards.values().stream().takeWhile(shard -> shard.span().endNanos() <= cutoff).forEach(ended::add);
    });
    return ended;
  }

  Collection<Shard> ofPolicy(long policyId) {
    NavigableMap<Long, Shard> shards = byPolicy.get(policyId);
    return shards == null ? List.of() : List.copyOf(shards.values());
  }
}
