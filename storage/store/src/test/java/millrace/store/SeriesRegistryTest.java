package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
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
}
