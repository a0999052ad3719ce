package millrace.query.batch;

import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// A set of tag keys that points are grouped by.
public final class TagKeys {
  /// No grouping.
  public static final TagKeys NONE = new TagKeys(new TreeSet<>());

  private final TreeSet<String> keys;

  private TagKeys(TreeSet<String> keys) {
    this.keys = keys;
  }

  public static TagKeys of(Collection<String> keys) {
    TreeSet<String> sorted = new TreeSet<>(Utf8Order::compare);
    sorted.addAll(keys);
    return sorted.isEmpty() ? NONE : new TagKeys(sorted);
  }

  /// The keys, ascending. Not to be changed.
  public SortedSet<String> keys() {
    return keys;
  }

  public int count() {
    return keys.size();
  }

  /// These keys and others.
  public TagKeys with(Collection<String> others) {
    TreeSet<String> all = new TreeSet<>(Utf8Order::compare);
    all.addAll(keys);
    all.addAll(others);
    return of(all);
  }

  boolean isKeysOf(SortedMap<String, String> tags) {
    return tags.size() == keys.size() && tags.keySet().containsAll(keys);
  }

  TreeMap<String, String> select(Map<String, String> tags) {
    TreeMap<String, String> selected = new TreeMap<>(Utf8Order::compare);
    for (String key : keys) {
      selected.put(key, tags.getOrDefault(key, ""));
    }
    return selected;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TagKeys that && keys.equals(that.keys);
  }

  @Override
  public int hashCode() {
    return keys.hashCode();
  }

  @Override
  public String toString() {
    return keys.toString();
  }
}
