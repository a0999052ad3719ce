package millrace.datafile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Encode, then decode, is identity.
class EncodingsPropertyTest {
  private final Random random = seeded();

  @Test
  void hybrid() {
    for (int round = 0; round < 3000; round++) {
      int width = 1 + random.nextInt(20);
      int[] values = new int[1 + random.nextInt(400)];
      for (int i = 0; i < values.length; ) {
        int value = random.nextInt(1 << width);
        int run = random.nextInt(3) == 0 ? 1 + random.nextInt(60) : 1;
        while (run-- > 0 && i < values.length) {
          values[i++] = value;
        }
      }
      ByteSink out = new ByteSink(16);
      Encodings.hybrid(out, values, values.length, width);
      int[] decoded = new int[values.length + 8];
      Decodings.hybrid(slack(out), 0, out.size(), width, values.length, decoded);
      assertThat(Arrays.copyOf(decoded, values.length)).isEqualTo(values);
    }
  }

  @Test
  void delta() {
    for (int round = 0; round < 3000; round++) {
      long[] values = values();
      ByteSink out = new ByteSink(16);
      Encodings.delta(out, values, values.length);
      long[] decoded = new long[values.length];
      Decodings.delta(slack(out), 0, out.size(), values.length, decoded);
      assertThat(decoded).isEqualTo(values);
    }
  }

  @Test
  void streamSplitAndPlain() {
    for (int round = 0; round < 500; round++) {
      long[] values = values();
      ByteSink out = new ByteSink(16);
      Encodings.streamSplit(out, values, values.length);
      long[] decoded = new long[values.length];
      Decodings.streamSplit(slack(out), 0, values.length, decoded);
      assertThat(decoded).isEqualTo(values);
      out.clear();
      Encodings.plain(out, values, values.length);
      Decodings.plain(slack(out), 0, values.length, decoded);
      assertThat(decoded).isEqualTo(values);
    }
  }

  private long[] values() {
    int bits = random.nextInt(65);
    long[] values = new long[random.nextInt(600)];
    for (int i = 0; i < values.length; i++) {
      long step = bits == 0 ? 0 : random.nextLong() >> (64 - bits);
      values[i] = (i == 0 ? random.nextLong() : values[i - 1]) + step;
    }
    return values;
  }

  private static byte[] slack(ByteSink out) {
    return Arrays.copyOf(out.toBytes(), out.size() + Decodings.SLACK);
  }

  private static Random seeded() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("EncodingsPropertyTest: repeat with -Dtest.argLine=-Dseed=" + seed);
    return new Random(seed);
  }
}
