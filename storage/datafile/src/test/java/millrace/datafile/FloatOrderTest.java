package millrace.datafile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/// Places compare as the floats do.
class FloatOrderTest {
  private static final double[] EDGES = {
    0.0, -0.0, 1, -1, Double.MIN_VALUE, -Double.MIN_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE, Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };

  @Test
  void ordersNumbersAsFloats() {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    System.out.println("FloatOrderTest seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 10_000; round++) {
      double a = number(random);
      double b = number(random);
      assertThat(Long.compare(place(a), place(b))).as("%s and %s", a, b).isEqualTo(Double.compare(a, b));
      assertThat(FloatOrder.bits(place(a))).isEqualTo(Double.doubleToRawLongBits(a));
      assertThat(FloatOrder.isNumber(place(a))).isTrue();
    }
  }

  @Test
  void putsEveryNanAtAnEnd() {
    for (long bits : new long[] {0x7FF8L << 48, 0x7FF0L << 48 | 1, 0xFFF8L << 48, 0xFFF0L << 48 | 1, -1}) {
      assertThat(Double.longBitsToDouble(bits)).isNaN();
      assertThat(FloatOrder.isNumber(FloatOrder.place(bits))).isFalse();
    }
  }

  private static double number(Random random) {
    double any = Double.longBitsToDouble(random.nextLong());
    return Double.isNaN(any) || random.nextInt(4) == 0 ? EDGES[random.nextInt(EDGES.length)] : any;
  }

  private static long place(double value) {
    return FloatOrder.place(Double.doubleToRawLongBits(value));
  }
}
