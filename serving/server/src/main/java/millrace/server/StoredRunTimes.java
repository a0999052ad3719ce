package millrace.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import millrace.objectstore.ObjectStore;
import millrace.query.continuous.RunTimes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Last runs of continuous queries in one object: JSON, `{"database/query":nanoseconds}`.
final class StoredRunTimes implements RunTimes {
  private static final Logger LOG = LoggerFactory.getLogger(StoredRunTimes.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectStore objects;
  private final String name;

  StoredRunTimes(ObjectStore objects, String name) {
    this.objects = objects;
    this.name = name;
  }

  /// What cannot be read costs no more than what it saves: queries then begin anew.
  @Override
  public Map<String, Long> load() {
    Optional<byte[]> content = objects.get(name);
    try {
      return content.isEmpty() ? Map.of() : JSON.readValue(content.get(), new TypeReference<TreeMap<String, Long>>() {});
    } catch (IOException damaged) {
      LOG.warn("{} is damaged; windows of continuous queries that were missed are not made up for", name);
      return Map.of();
    }
  }

  @Override
  public void save(Map<String, Long> times) {
    try {
      objects.put(name, JSON.writeValueAsBytes(times));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
