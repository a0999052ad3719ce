package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import millrace.columns.SeriesKey;
import org.junit.jupiter.api.Test;

class SeriesRegistryTest {
  private final SeriesRegistry registry = new SeriesRegistry();

  @Test
  void numbersKeysInOrderOfAppearanceAndSortsThem() {
    Random random = new Random(4);
    List<SeriesKey> keys = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      String value = Long.toString(random.nextLong(), 36) + "x".repeat(i % 5000 == 0 ? 70_000 : 0);
      keys.add(SeriesKey.ofCanonical(("host=" + i + value).getBytes(StandardCharsets.UTF_8)));
      assertThat(registry.find(keys.get(i))).isEqualTo(-1);
      assertThat(registry.ordinal(keys.get(i))).isEqualTo(i);
      if (i % 3000 == 0) {
        registry.sorted(registry.count());
      }
    }
    for (int i = 0; i < keys.size(); i++) {
      assertThat(registry.ordinal(keys.get(i))).isEqualTo(i);
      assertThat(registry.find(keys.get(i))).isEqualTo(i);
      assertThat(registry.key(i)).isEqualTo(keys.get(i));
    }
    List<SeriesKey> sorted = keys.stream().sorted(Comparator.naturalOrder()).toList();
    int[] ordinals = registry.sorted(keys.size());
    for (int i = 0; i < ordinals.length; i++) {
      assertThat(registry.key(ordinals[i])).isEqualTo(sorted.get(i));
    }
    assertThat(Arrays.stream(registry.sorted(100))).hasSize(100).allMatch(ordinal -> ordinal < 100);
  }

  @Test
  void findsSeriesByTagsWhileSeriesAreAdded() {
    for (int i = 0; i < 20_000; i++) {
      registry.ordinal(SeriesKey.of(Map.of("host", "h " + i, "rack", "r" + i % 100)));
      if (i % 1999 == 1998) {
        assertThat(registry.withTags(Map.of("host", Set.of("h " + i, "h " + i / 2)))).contains(i, i / 2);
      }
    }
    assertThat(registry.withTags(Map.of("rack", Set.of("r7"), "host", Set.of("h 207", "h 208")))).containsExactly(207);
    assertThat(registry.withTags(Map.of("rack", Set.of("r7", "r8")))).hasSize(400);
    assertThat(registry.withTags(Map.of("rack", Set.of("r")))).isEmpty();
    assertThat(registry.withTags(Map.of("ack", Set.of("r7")))).isEmpty();
    for (int tag = 0; tag < 50; tag++) {
      assertThat(registry.withTags(Map.of("none" + tag, Set.of("r7")))).isEmpty();
    }
    assertThat(registry.tagValue(207, "host")).contains("h 207");
    assertThat(registry.tagValue(207, "hos")).isEmpty();
  }
}
