package millrace.query.scan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.base.TimeSpan;
import millrace.columns.ShardReader;
import millrace.query.batch.Allowance;
import millrace.query.batch.Group;
import millrace.query.batch.Utf8Order;
import millrace.query.iterator.IteratorOptions;

/// The series of one shard that share the values of the final tags, in the order their points of equal time come.
///
/// @param dimensions the name and the final tags
record TagSet(Group dimensions, List<SeriesInShard> series) {
  /// A series with its place among the streams that read it.
  private static final long BYTES_PER_SERIES = 128;

  /// Groups the series that a condition leaves, in the order of their first series, and applies SLIMIT and SOFFSET, which the reference counts per shard.
  static List<TagSet> of(SeriesPlan plan, ShardReader shard, IteratorOptions options) {
    Map<Group, TagSet> sets = new LinkedHashMap<>();
    Allowance memory = options.context().memory();
    TimeSpan span = new TimeSpan(options.startNanos(), Math.max(options.startNanos(), options.endNanos() + 1));
    for (int ordinal : shard.series(plan.requiredTags())) {
      Optional<SeriesPlan.Entry> wanted = plan.entry(ordinal);
      if (wanted.isPresent()) {
        memory.take(BYTES_PER_SERIES);
        SeriesPlan.Entry entry = wanted.get();
        sets.computeIfAbsent(entry.dimensions(), d -> new TagSet(d, new ArrayList<>()))
            .series
            .add(new SeriesInShard(shard, plan.all(), ordinal, span, entry.group(), entry.verdict().filter()));
      }
    }
    if (!options.ascending()) {
      sets.values().forEach(set -> Collections.reverse(set.series));
    }
    return limited(new ArrayList<>(sets.values()), options);
  }

  /// The same series the other way round.
  TagSet reversed() {
    return new TagSet(dimensions, series.reversed());
  }

  /// The order of sets matters here only where some are left out, and the keys it goes by are costly.
  private static List<TagSet> limited(List<TagSet> sets, IteratorOptions options) {
    if (options.seriesLimit() == 0 && options.seriesOffset() == 0) {
      return sets;
    }
    Map<TagSet, String> keys = new IdentityHashMap<>();
    sets.forEach(set -> keys.put(set, set.sortKey()));
    sets.sort(Comparator.comparing(keys::get, Utf8Order::compare));
    if (options.seriesOffset() > sets.size()) {
      return List.of();
    }
    int from = (int) options.seriesOffset();
    int to = (int) Math.min(sets.size() - from, options.seriesLimit()) + from;
    return sets.subList(from, to);
  }

  /// The keys of the tags that are there, then their values, joined by bars: how the reference sorts its groups.
  private String sortKey() {
    List<String> keys = new ArrayList<>();
    List<String> values = new ArrayList<>();
    dimensions.tags().forEach((key, value) -> {
      if (!value.isEmpty()) {
        keys.add(key);
        values.add(value);
      }
    });
    keys.addAll(values);
    return String.join("|", keys);
  }
}
