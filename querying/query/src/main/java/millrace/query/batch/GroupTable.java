package millrace.query.batch;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// All groups of one query, each once.
///
/// Threads: one at a time.
public final class GroupTable {
  /// Maps, nodes and strings of a group of a few tags.
  private static final int BYTES_PER_GROUP = 512;

  private final Map<String, Map<SortedMap<String, String>, Group>> byName = new HashMap<>();
  private final Allowance allowance;

  /// @param allowance asked for each new group
  public GroupTable(Allowance allowance) {
    this.allowance = allowance;
  }

  /// The group of a name and the tags of `keys`, those not in `tags` being empty.
  public Group group(String name, Map<String, String> tags, TagKeys keys) {
    return group(name, keys.select(tags));
  }

  Group group(String name, TreeMap<String, String> tags) {
    return byName
        .computeIfAbsent(name, n -> new HashMap<>())
        .computeIfAbsent(tags, t -> create(name, tags));
  }

  private Group create(String name, TreeMap<String, String> tags) {
    allowance.take(BYTES_PER_GROUP);
    return new Group(this, name, tags);
  }
}
