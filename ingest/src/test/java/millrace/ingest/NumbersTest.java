package millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Our own number and text reading against the JDK's, on random input.
class NumbersTest {
  private static final int ROUNDS = 100_000;

  @Test
  void floatsAreWhatTheJdkReads() {
    Seeded.run(
        random -> {
          for (int i = 0; i < ROUNDS; i++) {
            int digits = random.nextInt(1, 20);
            long number = digits == 19 ? random.nextLong() : random.nextLong(pow10(digits));
            int exponent = random.nextInt(10) == 0 ? -random.nextInt(340) : -random.nextInt(25);
            boolean negative = random.nextBoolean();
            double ours = DecimalFloat.of(number, exponent, negative);
            if (!Double.isNaN(ours)) {
              String text = (negative ? "-" : "") + Long.toUnsignedString(number) + "e" + exponent;
              if (Double.doubleToLongBits(ours) != Double.doubleToLongBits(Double.parseDouble(text))) {
                throw new AssertionError(text + " was read as " + ours);
              }
            }
          }
        });
  }

  @Test
  void writtenFloatsComeBackBitForBit() {
    Seeded.run(
        random -> {
          IngestFixture fixture = new IngestFixture();
          for (int i = 0; i < 100; i++) {
            StringBuilder body = new StringBuilder();
            double[] expected = new double[200];
            for (int row = 0; row < expected.length; row++) {
              expected[row] = anyDouble(random);
              body.append("m f=").append(written(random, expected[row])).append(' ').append(row).append('\n');
            }
            ReadOutcome outcome = fixture.v3Nanos(body.toString());
            List<String> rows = IngestFixture.rows(outcome);
            assertThat(rows).hasSize(expected.length);
            for (int row = 0; row < expected.length; row++) {
              assertThat(rows.get(row)).isEqualTo("m {} f=" + expected[row] + " " + row);
            }
          }
        });
  }

  @Test
  void numbersOfAnyShapeAreWhatTheJdkReads() {
    Seeded.run(
        random -> {
          IngestFixture fixture = new IngestFixture();
          for (int body = 0; body < 2000; body++) {
            StringBuilder lines = new StringBuilder();
            List<String> expected = new ArrayList<>();
            for (int row = 0; row < 50; row++) {
              String number = number(random);
              String others = random.nextInt(4) == 0 ? ",g=1.5" : "";
              lines.append("m f=").append(number).append(others).append(' ').append(row).append('\n');
              expected.add("m {} f=" + Double.parseDouble(number) + others + " " + row);
            }
            assertThat(IngestFixture.rows(fixture.v3Nanos(lines.toString()))).isEqualTo(expected);
          }
        });
  }

  /// Digits, a point and more digits, in lengths around those of one word and two; sometimes an exponent.
  private static String number(SplittableRandom random) {
    StringBuilder number = new StringBuilder(random.nextInt(4) == 0 ? "-" : "");
    digits(random, number, random.nextInt(1, random.nextInt(4) == 0 ? 18 : 9));
    if (random.nextInt(8) > 0) {
      digits(random, number.append('.'), random.nextInt(1, random.nextInt(4) == 0 ? 20 : 9));
    }
    if (random.nextInt(8) == 0) {
      digits(random, number.append(random.nextBoolean() ? "e-" : "E"), random.nextInt(1, 3));
    }
    return number.toString();
  }

  private static void digits(SplittableRandom random, StringBuilder into, int count) {
    boolean zeros = random.nextInt(8) == 0;
    for (int i = 0; i < count; i++) {
      into.append((char) (zeros ? '0' : '0' + random.nextInt(10)));
    }
  }

  @Test
  void utf8IsWhatTheJdkDecodes() {
    Seeded.run(
        random -> {
          for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = almostText(random);
            byte[] padded = java.util.Arrays.copyOf(bytes, bytes.length + LineProtocol.PADDING);
            assertThat(Utf8.problem(padded, bytes.length).isEmpty())
                .as(() -> java.util.HexFormat.of().formatHex(bytes))
                .isEqualTo(decodes(bytes));
          }
        });
  }

  @Test
  void namesTheBrokenBytes() {
    assertThat(problem('a', 0xFF)).contains("invalid utf-8 sequence of 1 bytes from index 1");
    assertThat(problem('a', 'b', 0xE2, 0x82, 'c')).contains("invalid utf-8 sequence of 2 bytes from index 2");
    assertThat(problem('a', 0xE2, 0x82)).contains("incomplete utf-8 byte sequence from index 1");
    assertThat(problem(0xED, 0xA0, 0x80)).contains("invalid utf-8 sequence of 1 bytes from index 0");
  }

  private static java.util.Optional<String> problem(int... values) {
    byte[] bytes = new byte[values.length + LineProtocol.PADDING];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return Utf8.problem(bytes, values.length);
  }

  private static double anyDouble(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(-100_000, 100_000) / 100.0;
      case 1 -> random.nextGaussian();
      case 2 -> random.nextLong();
      default -> {
        double any = Double.longBitsToDouble(random.nextLong());
        yield Double.isFinite(any) ? any : 0;
      }
    };
  }

  private static String written(SplittableRandom random, double value) {
    String plain = new java.math.BigDecimal(value).toPlainString();
    boolean isShort = plain.length() < 400 && Double.doubleToLongBits(value) != Long.MIN_VALUE;
    return isShort && random.nextInt(4) == 0 ? plain : Double.toString(value).toLowerCase(Locale.ROOT);
  }

  private static byte[] almostText(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(30);
    for (int i = 0; i < length; i++) {
      text.append(List.of("a", "é", "日", "🙂").get(random.nextInt(4)));
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(3); i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return java.util.Arrays.copyOf(bytes, Math.max(0, bytes.length - random.nextInt(3)));
  }

  private static boolean decodes(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static long pow10(int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= 10;
    }
    return power;
  }
}
