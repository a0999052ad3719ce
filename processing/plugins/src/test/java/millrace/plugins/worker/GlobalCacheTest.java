package millrace.plugins.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GlobalCacheTest {
  private final AtomicLong now = new AtomicLong(1_000);
  private final GlobalCache cache = new GlobalCache(now::get);

  @Test
  void aVersionIsNeverUsedTwice() {
    long first = cache.put("k", new byte[] {1}, OptionalDouble.empty(), false);
    cache.delete("k");
    assertThat(cache.put("k", new byte[] {2}, OptionalDouble.empty(), false)).isGreaterThan(first);
    assertThat(cache.find("k").orElseThrow().pickled()).containsExactly(2);
    assertThat(cache.delete("k")).isTrue();
    assertThat(cache.delete("k")).isFalse();
    assertThat(cache.find("k")).isEmpty();
  }

  @Test
  void entriesExpireAtTheirTime() {
    cache.put("k", new byte[0], OptionalDouble.of(1.5), false);
    now.addAndGet(1_499_999_999L);
    assertThat(cache.find("k")).isPresent();
    now.addAndGet(1);
    assertThat(cache.find("k")).isEmpty();
    cache.put("for ever", new byte[0], OptionalDouble.of(1e18), false);
    now.addAndGet(Long.MAX_VALUE / 2);
    assertThat(cache.find("for ever")).isPresent();
  }

  @Test
  void aChangeInPlaceKeepsTheExpiryAndAPutDoesNot() {
    cache.put("k", new byte[0], OptionalDouble.of(1), false);
    cache.put("k", new byte[] {1}, OptionalDouble.empty(), true);
    assertThat(cache.find("k").orElseThrow().expiresNanos()).isEqualTo(1_000_001_000L);
    cache.put("k", new byte[] {1}, OptionalDouble.empty(), false);
    assertThat(cache.find("k").orElseThrow().expiresNanos()).isEqualTo(Long.MAX_VALUE);
  }
}
