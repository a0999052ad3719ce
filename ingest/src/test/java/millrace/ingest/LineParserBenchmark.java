package millrace.ingest;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/// How many lines a second does one core read, from body to batch, schema known? Expected from the sketch: 4 to 7
/// million short of the finished batch, bound by branches and digits; strings cost an object each when they are new.
///
/// Shapes: `tsbs` 10 tags and 10 integers, `tsbsf` the same with 16-digit floats, `tele` 2 tags and 10 floats of two
/// decimals. Bodies of 5000 lines over 1000 series in a steady order; `shuffled` draws the series at random; `unknown` has
/// 3 tags, one field and 100,000 series in turn, more than a parser remembers. Lines per second of the thread's own
/// CPU time, median of rounds.
final class LineParserBenchmark {
  private static final int LINES = 5000;
  private static final int SERIES = 1000;
  private static final int BODIES = 20;
  private static final int WARM_UP_ROUNDS = 12;
  private static final int ROUNDS = 9;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final SplittableRandom random = new SplittableRandom(42);

  private LineParserBenchmark() {}

  /// Prints one line a shape and dialect.
  public static void main(String[] arguments) {
    LineParserBenchmark benchmark = new LineParserBenchmark();
    for (Dialect dialect : Dialect.values()) {
      benchmark.run("tsbs", dialect, false, 10, () -> benchmark.random.nextInt(101) + "i");
      benchmark.run("tsbsf", dialect, false, 10, () -> Double.toString(100 * benchmark.random.nextDouble()));
      benchmark.run("tele", dialect, false, 2, () -> benchmark.random.nextInt(10_000) / 100.0 + "");
      benchmark.run("tsbs shuffled", dialect, true, 10, () -> benchmark.random.nextInt(101) + "i");
      benchmark.run("unknown", dialect, BODIES, LineParserBenchmark::unknown);
    }
  }

  private void run(String name, Dialect dialect, boolean shuffled, int tags, Supplier<String> value) {
    run(name, dialect, BODIES, number -> body(number, shuffled, tags, value));
  }

  private void run(String name, Dialect dialect, int count, IntFunction<String> text) {
    byte[][] bodies = new byte[count][];
    int[] lengths = new int[count];
    for (int i = 0; i < count; i++) {
      byte[] body = text.apply(i).getBytes(StandardCharsets.UTF_8);
      lengths[i] = body.length;
      bodies[i] = java.util.Arrays.copyOf(body, body.length + LineProtocol.PADDING);
    }
    IngestFixture fixture = new IngestFixture();
    ReadRequest request = new ReadRequest(IngestFixture.DB, dialect, Precision.NANOSECOND, true);
    double[] rates = new double[ROUNDS];
    for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
      long start = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < count; i++) {
        if (!(fixture.lines.read(request, bodies[i], lengths[i]) instanceof ReadOutcome.Accepted)) {
          throw new IllegalStateException("a line was refused");
        }
      }
      long nanos = THREADS.getCurrentThreadCpuTime() - start;
      if (round >= 0) {
        rates[round] = 1000.0 * LINES * count / nanos;
      }
    }
    java.util.Arrays.sort(rates);
    double median = rates[ROUNDS / 2];
    double bytesPerLine = (double) lengths[0] / LINES;
    System.out.printf(
        Locale.ROOT,
        "%s %-14s %5.2f Mlines/s/core  %5.0f MB/s  (%.0f bytes a line)%n",
        dialect, name, median, median * bytesPerLine, bytesPerLine);
  }

  private static String unknown(int number) {
    StringBuilder body = new StringBuilder();
    for (int line = 0; line < LINES; line++) {
      int series = number * LINES + line;
      body.append("cpu,host=server-").append(series).append(",rack=r").append(series % 1000).append(",region=eu-")
          .append(series % 10).append(" usage=").append(series % 1000 / 10.0).append(" 1451606400000000000\n");
    }
    return body.toString();
  }

  private String body(int number, boolean shuffled, int tags, Supplier<String> value) {
    StringBuilder body = new StringBuilder();
    for (int line = 0; line < LINES; line++) {
      int series = shuffled ? random.nextInt(SERIES) : line % SERIES;
      body.append("cpu,hostname=host_").append(series);
      for (int tag = 1; tag < tags; tag++) {
        body.append(",tag_number_").append(tag).append("=value-").append((series * tag) % 37);
      }
      for (int field = 0; field < 10; field++) {
        body.append(field == 0 ? ' ' : ',').append("usage_field_").append(field).append('=').append(value.get());
      }
      body.append(' ').append(1_451_606_400_000_000_000L + (number * LINES + line) / SERIES * 10_000_000_000L).append('\n');
    }
    return body.toString();
  }
}
