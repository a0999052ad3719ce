package millrace.sql;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The values used last, by key.
///
/// Threads: any.
final class Recent<K, V> {
  private static final int MOST = 256;

  private final Map<K, V> values = new LinkedHashMap<>(16, 0.75f, true) {
    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > MOST;
    }
  };

  synchronized Optional<V> find(K key) {
    return Optional.ofNullable(values.get(key));
  }

  synchronized void put(K key, V value) {
    values.put(key, value);
  }
}
