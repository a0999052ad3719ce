package millrace.server.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecimalsTest {
  @ParameterizedTest
  @CsvSource({
    // value, Go JSON, Go plain, v3 JSON, v3 text
    "0, 0, 0, 0.0, 0.0",
    "-0.0, -0, -0, -0.0, -0.0",
    "1, 1, 1, 1.0, 1.0",
    "21, 21, 21, 21.0, 21.0",
    "0.1, 0.1, 0.1, 0.1, 0.1",
    "-35.9, -35.9, -35.9, -35.9, -35.9",
    "1e20, 100000000000000000000, 100000000000000000000, 1.0e20, 1e20",
    "1e21, 1e+21, 1000000000000000000000, 1.0e21, 1e21",
    "1.5e300, 1.5e+300, , 1.5e300, 1.5e300",
    "1e10, 10000000000, 10000000000, 1.0e10, 10000000000.0",
    "9999999999, 9999999999, 9999999999, 9999999999.0, 9999999999.0",
    "12345678901, 12345678901, 12345678901, 1.2345678901e10, 12345678901.0",
    "1e16, 10000000000000000, 10000000000000000, 1.0e16, 1e16",
    "1e-5, 0.00001, 0.00001, 0.00001, 0.00001",
    "1e-6, 0.000001, 0.000001, 1.0e-6, 1e-6",
    "1e-7, 1e-7, 0.0000001, 1.0e-7, 1e-7",
    "1.25e-10, 1.25e-10, 0.000000000125, 1.25e-10, 1.25e-10",
    "5e-324, 5e-324, , 5.0e-324, 5e-324",
    "1.7976931348623157e308, 1.7976931348623157e+308, , 1.7976931348623157e308, 1.7976931348623157e308",
    "30.01627906976744, 30.01627906976744, 30.01627906976744, 30.01627906976744, 30.01627906976744",
    "123456789.125, 123456789.125, 123456789.125, 123456789.125, 123456789.125"
  })
  void everyStyleLaysFloatsOut(double value, String goJson, String goPlain, String json, String text) {
    assertThat(write(value, FloatStyle.GO_JSON)).isEqualTo(goJson);
    assertThat(write(value, FloatStyle.V3_JSON)).isEqualTo(json);
    assertThat(write(value, FloatStyle.V3_TEXT)).isEqualTo(text);
    if (goPlain != null) {
      assertThat(write(value, FloatStyle.GO_PLAIN)).isEqualTo(goPlain);
    }
  }

  @Test
  void everyFloatReadsBackWithTheFewestDigits() {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 200_000; i++) {
      double value = random(random);
      for (FloatStyle style : FloatStyle.values()) {
        String text = write(value, style);
        assertThat(Double.parseDouble(text)).as("%s of %s, -Dmillrace.seed=%d", style, text, seed).isEqualTo(value);
      }
      int digits = new BigDecimal(write(value, FloatStyle.GO_JSON)).stripTrailingZeros().precision();
      int fewest = new BigDecimal(Double.toString(value)).stripTrailingZeros().precision();
      assertThat(digits).as("%s, -Dmillrace.seed=%d", value, seed).isLessThanOrEqualTo(fewest);
    }
  }

  @Test
  void integersOfEverySize() {
    for (long value : new long[] {0, 7, -7, 10, 99, 100, Long.MAX_VALUE, Long.MIN_VALUE, -1_000_000_000_000L}) {
      byte[] bytes = new byte[20];
      int end = Decimals.write(value, bytes, 0);
      assertThat(new String(bytes, 0, end, StandardCharsets.US_ASCII)).isEqualTo(Long.toString(value));
    }
  }

  @Test
  void integersAroundEveryPowerOfTen() {
    long power = 1;
    for (int digits = 1; digits <= 19; digits++, power *= 10) {
      for (long value : new long[] {power - 1, power, power + 1, -power, power / 7 * 5}) {
        byte[] bytes = new byte[20];
        int end = Decimals.write(value, bytes, 0);
        assertThat(new String(bytes, 0, end, StandardCharsets.US_ASCII)).isEqualTo(Long.toString(value));
      }
    }
  }

  @Test
  void timesNearEachOtherAndFarApart() {
    EpochNanos epoch = new EpochNanos();
    byte[] bytes = new byte[EpochNanos.DIGITS + 3];
    for (long first : new long[] {1_000_000_000_000_000_000L, 1_699_999_999_999_999_990L, Long.MAX_VALUE - 40_000_000}) {
      for (long time = first; time < first + 30_000_000; time += 999_983) {
        assertThat(EpochNanos.applies(time)).isTrue();
        epoch.write(time, bytes, 3);
        assertThat(new String(bytes, 3, EpochNanos.DIGITS, StandardCharsets.US_ASCII)).isEqualTo(Long.toString(time));
      }
    }
    assertThat(EpochNanos.applies(999_999_999_999_999_999L)).isFalse();
    assertThat(EpochNanos.applies(-1)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0.001", "0.05", "0.5", "1.05", "100.5", "10.01", "99.999", "999999999.999", "100000000.1"})
  void fewDecimals(String text) {
    assertThat(write(Double.parseDouble(text), FloatStyle.GO_PLAIN)).isEqualTo(text);
    assertThat(write(-Double.parseDouble(text), FloatStyle.V3_JSON)).isEqualTo("-" + text);
  }

  private static double random(Random random) {
    double value = switch (random.nextInt(4)) {
      case 0 -> random.nextInt() / 100.0;
      case 1 -> random.nextInt(1_000_000) / 1000.0;
      case 2 -> random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
      default -> Double.longBitsToDouble(random.nextLong());
    };
    return Double.isFinite(value) ? value : 0.5;
  }

  private static String write(double value, FloatStyle style) {
    byte[] bytes = new byte[400];
    int end = Decimals.write(value, style, bytes, 0);
    return new String(bytes, 0, end, StandardCharsets.US_ASCII);
  }
}
