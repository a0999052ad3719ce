package millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import millrace.objectstore.MemoryObjectStore;
import org.junit.jupiter.api.Test;

class StoredRunTimesTest {
  private final MemoryObjectStore objects = new MemoryObjectStore();
  private final StoredRunTimes times = new StoredRunTimes(objects, "n/continuous-queries/last-runs");

  @Test
  void whatWasSavedLastIsLoaded() {
    assertThat(times.load()).isEmpty();
    times.save(Map.of("db/a", 1L, "db/b", Long.MAX_VALUE));
    times.save(Map.of("db/a", 2L));
    assertThat(times.load()).isEqualTo(Map.of("db/a", 2L));
  }

  @Test
  void aDamagedObjectIsNotInTheWay() {
    objects.put("n/continuous-queries/last-runs", "{\"db/a\":".getBytes(StandardCharsets.UTF_8));
    assertThat(times.load()).isEmpty();
    objects.put("n/continuous-queries/last-runs", "[1]".getBytes(StandardCharsets.UTF_8));
    assertThat(times.load()).isEmpty();
  }
}
