package millrace.query.batch;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// All groups of one query, each once.
///
/// Threads: one at a time.
public final class GroupTable {
  private final Map<String, Map<SortedMap<String, String>, Group>> byName = new HashMap<>();

  /// The group of a name and the tags of `keys`, those not in `tags` being empty.
  public Group group(String name, Map<String, String> tags, TagKeys keys) {
    return group(name, keys.select(tags));
  }

  Group group(String name, TreeMap<String, String> tags) {
    return byName
        .computeIfAbsent(name, n -> new HashMap<>())
        .computeIfAbsent(tags, t -> new Group(this, name, tags));
  }
}
