package millrace.plugins.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import millrace.columns.ColumnType;
import millrace.columns.ColumnValues;
import millrace.columns.FieldRows;
import millrace.columns.SeriesKey;
import millrace.columns.TableRows;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a call costs. Expected on two quiet cores: some tens of microseconds for a request (two context switches each
/// way, executing the plugin's module), about a microsecond a row handed over (building the dicts in Python), some
/// microseconds for a log line (one write, no answer).
@Tag("bench")
class WorkerBenchmark {
  private static final int WARM = 2_000;

  @Test
  void calls() {
    try (PluginBench bench = new PluginBench()) {
      String body = "import json\nreturn {'n': len(headers), 'got': json.loads(body or b'{}')}";
      report("request", 5_000, () -> bench.request(body));
      String code = "def process_scheduled_call(api, when, args): pass";
      report("scheduled call", 5_000, () -> bench.run(code, new PluginCall.ScheduledCall(1_763_725_338_000_000_000L)));
      report("request with 100 log lines", 500, () -> bench.request("for i in range(100): api.info('x', i)\nreturn ''"));
      bench.host.answering((_, _) -> RecordingHost.repeated(List.of("a", "b", "c"), List.of(1L, 0.5, "text"), 10_000));
      report("query of 10,000 rows of 3 columns", 50, () -> bench.request("api.query('x')\nreturn ''"));
    }
  }

  @Test
  void rows() {
    try (PluginBench bench = new PluginBench()) {
      String code = "def process_writes(api, batches, args): sum([row['f0'] for batch in batches for row in batch['rows']])";
      // The process comes with the first call.
      bench.request("return ''");
      for (int fields : new int[] {1, 8}) {
        for (int rows : new int[] {10, 1_000, 10_000, 100_000}) {
          TableRows table = sample(rows, fields);
          int times = Math.max(10, 100_000 / rows / 4);
          String what = rows + " rows of " + table.seriesKeys().getFirst().tags().size() + " tags and " + fields + " fields";
          long cpu = bench.cpuNanos();
          double nanos = report(
              what + ", summed",
              times,
              () -> bench.run(code, new PluginCall.WriteCall(List.of(new TableBatch("cpu", List.of(table))))));
          double cpuNanos = (double) (bench.cpuNanos() - cpu) / calls(times) / rows;
          System.out.printf(
              Locale.ROOT, "%-48s %.0f rows/s at best; %.0f ns of the worker's processor time a row%n", "",
              rows * 1e9 / nanos, cpuNanos);
          report(what + ", encoded only", times, () -> encodeAll(new TableBatch("cpu", List.of(table))));
        }
      }
    }
  }

  @Test
  void starts() {
    try (PluginBench bench = new PluginBench()) {
      report(
          "open a worker, first call, close it",
          20,
          () -> {
            PluginWorker worker = bench.open("t", 1, WorkerLimits.DEFAULT, CacheScope.PRODUCTION);
            bench.run(
                worker,
                "def process_request(a, q, h, b, c): return ''",
                PluginBench.emptyRequest(),
                Optional.<Map<String, String>>empty(),
                Duration.ZERO);
            worker.close();
          });
    }
  }

  /// Calls of a measurement, those that warm up included.
  private static int calls(int times) {
    return times + Math.min(WARM, times);
  }

  private static int encodeAll(TableBatch batch) {
    int bytes = 0;
    for (int i = 0; i < batch.chunkCount(); i++) {
      bytes += batch.chunk(i).payload().length;
    }
    return bytes;
  }

  /// @return the shortest time, nanoseconds
  private static double report(String what, int times, Runnable work) {
    for (int i = times; i < calls(times); i++) {
      work.run();
    }
    long[] nanos = new long[times];
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      work.run();
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT, "%-48s p50 %10.1f us  p99 %10.1f us%n", what, nanos[times / 2] / 1e3, nanos[times * 99 / 100] / 1e3);
    return nanos[0];
  }

  /// A tag of 100 values and a float; or two tags more of 5 and 10 values, 4 floats, 2 integers, a boolean, a unique string.
  private static TableRows sample(int rows, int fieldCount) {
    Random random = new Random(42);
    List<SeriesKey> keys = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      String host = "host-" + i % 100 + ".example";
      keys.add(SeriesKey.of(
          fieldCount == 1 ? Map.of("host", host) : Map.of("host", host, "region", "r" + i % 5, "dc", "dc" + i % 10)));
    }
    int[] series = new int[rows];
    long[] times = new long[rows];
    boolean[] flags = new boolean[rows];
    String[] texts = new String[rows];
    long[] integers = new long[rows];
    double[] floats = new double[rows];
    for (int i = 0; i < rows; i++) {
      series[i] = random.nextInt(keys.size());
      times[i] = 1_763_725_338_000_000_000L + i * 1_000_000L;
      flags[i] = random.nextBoolean();
      texts[i] = "status message number " + i;
      integers[i] = 1_000_000 + i;
      floats[i] = Math.round(random.nextDouble() * 1e6) / 1e4;
    }
    List<FieldRows> fields = new ArrayList<>();
    for (String name : List.of("f0", "f1", "f2", "f3")) {
      fields.add(new FieldRows(name, ColumnType.FLOAT, new ColumnValues.Floats(floats), null));
    }
    fields.add(new FieldRows("uptime", ColumnType.INTEGER, new ColumnValues.Integers(integers), null));
    fields.add(new FieldRows("procs", ColumnType.INTEGER, new ColumnValues.Integers(integers), null));
    fields.add(new FieldRows("ok", ColumnType.BOOLEAN, new ColumnValues.Booleans(flags), null));
    fields.add(new FieldRows("msg", ColumnType.STRING, new ColumnValues.Strings(texts), null));
    return new TableRows(1, "cpu", rows, times, series, keys, fields.subList(0, fieldCount));
  }
}
