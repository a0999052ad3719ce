package millrace.query.batch;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The name and tags of a point. Groups of one [GroupTable] are equal only when they are the same object.
public final class Group {
  private final GroupTable table;
  private final String name;
  private final SortedMap<String, String> tags;
  private final String id;

  /// Groups of some of the tags, made as they are asked for.
  private Map<TagKeys, Group> subsets = Map.of();

  Group(GroupTable table, String name, TreeMap<String, String> tags) {
    this.table = table;
    this.name = name;
    this.tags = Collections.unmodifiableSortedMap(tags);
    this.id = idOf(tags);
  }

  public String name() {
    return name;
  }

  /// Tags by key; one that the point lacks is there with an empty value.
  public SortedMap<String, String> tags() {
    return tags;
  }

  /// The value of a tag, empty when it is not there.
  public String tag(String key) {
    return tags.getOrDefault(key, "");
  }

  /// The same name with the tags of `keys` only, those it lacks being empty.
  public Group subset(TagKeys keys) {
    if (keys.isKeysOf(tags)) {
      return this;
    }
    if (subsets.isEmpty()) {
      subsets = new HashMap<>(2);
    }
    return subsets.computeIfAbsent(keys, k -> table.group(name, k.select(tags)));
  }

  /// Compares by name, then by tags: all keys, then all values, as UTF-8 bytes.
  public int compareTo(Group other) {
    if (this == other) {
      return 0;
    }
    int byName = Utf8Order.compare(name, other.name);
    return byName != 0 ? byName : Utf8Order.compare(id, other.id);
  }

  /// Equal groups are the same object, so that this is about speed alone.
  @Override
  public int hashCode() {
    return 31 * name.hashCode() + id.hashCode();
  }

  private static String idOf(SortedMap<String, String> tags) {
    if (tags.isEmpty()) {
      return "";
    }
    StringBuilder id = new StringBuilder();
    tags.keySet().forEach(key -> id.append(key).append('\0'));
    tags.values().forEach(value -> id.append(value).append('\0'));
    return id.substring(0, id.length() - 1);
  }
}
