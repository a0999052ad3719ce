package millrace.query.scan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import millrace.columns.SeriesSet;
import millrace.query.batch.Group;
import millrace.query.batch.TagKeys;
import millrace.query.iterator.IteratorOptions;
import millrace.query.scan.SeriesFilter.Verdict;

/// What a query makes of each series of a table, found once and not once per shard: whether it is wanted, and which groups
/// it belongs to.
///
/// Threads: one at a time.
final class SeriesPlan {
  /// An entry of the map with what it holds.
  private static final long BYTES_PER_SERIES = 96;

  private final String table;
  private final SeriesSet all;
  private final Map<String, Set<String>> required;
  private final SeriesFilter filter;
  private final IteratorOptions options;
  private final Map<Integer, Entry> series = new HashMap<>();
  private final Map<List<String>, Group> groups = new HashMap<>();
  private final Map<List<String>, Group> finalGroups = new HashMap<>();
  private final boolean isSameGrouping;

  private static final Entry REFUSED = new Entry(Verdict.NO, null, null);

  /// What is known of one series.
  ///
  /// @param verdict what the condition comes to
  /// @param group name and tags at the query's level
  /// @param dimensions name and final tags
  record Entry(Verdict verdict, Group group, Group dimensions) {}

  SeriesPlan(MappedTable mapped, SeriesFilter filter, IteratorOptions options) {
    this.table = mapped.name();
    this.all = mapped.reader().series();
    RequiredTags tags = new RequiredTags(mapped.fieldNames());
    this.required = options.condition().map(tags::of).orElse(Map.of());
    this.filter = filter;
    this.options = options;
    this.isSameGrouping = options.grouping().equals(options.dimensions());
  }

  /// Values of tags without which no series satisfies the condition.
  Map<String, Set<String>> requiredTags() {
    return required;
  }

  SeriesSet all() {
    return all;
  }

  /// What becomes of a series; empty when no point of it is wanted.
  Optional<Entry> entry(int ordinal) {
    Entry entry = series.get(ordinal);
    if (entry == null) {
      entry = find(ordinal);
      options.context().memory().take(BYTES_PER_SERIES);
      series.put(ordinal, entry);
    }
    return entry.verdict().accepted() ? Optional.of(entry) : Optional.empty();
  }

  private Entry find(int ordinal) {
    Verdict verdict = options.condition().map(c -> filter.judge(c, tags(ordinal))).orElse(Verdict.YES);
    if (!verdict.accepted()) {
      return REFUSED;
    }
    Group group = group(ordinal, options.grouping(), groups);
    return new Entry(verdict, group, isSameGrouping ? group : group(ordinal, options.dimensions(), finalGroups));
  }

  /// The value of a tag; under `_name` stands the measurement.
  private UnaryOperator<String> tags(int series) {
    return key -> key.equals(SeriesFilter.MEASUREMENT) ? table : all.tagValue(series, key).orElse("");
  }

  /// The group of a series; of many series in one group only the first costs more than a look.
  private Group group(int series, TagKeys keys, Map<List<String>, Group> known) {
    List<String> values = new ArrayList<>(keys.count());
    for (String key : keys.keys()) {
      values.add(all.tagValue(series, key).orElse(""));
    }
    return known.computeIfAbsent(values, v -> group(v, keys));
  }

  private Group group(List<String> values, TagKeys keys) {
    Map<String, String> tags = new HashMap<>();
    for (String key : keys.keys()) {
      tags.put(key, values.get(tags.size()));
    }
    return options.context().groups().group(table, tags, keys);
  }
}
