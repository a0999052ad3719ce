package millrace.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/// `influxdb3 write`: cuts its input at newlines into requests. They go one after the other unless the user lets several be
/// under way, so that later lines win over earlier ones as they were written.
final class WriteCommand {
  private static final Set<String> PRECISIONS = Set.of(
      "auto", "s", "second", "ms", "millisecond", "us", "u", "microsecond", "ns", "n", "nanosecond");

  private final Api api;
  private final PrintStream err;
  private final long startNanos = System.nanoTime();
  private long requests;
  private long lines;
  private long bytes;

  WriteCommand(Api api, PrintStream err) {
    this.api = api;
    this.err = err;
  }

  int run(Arguments arguments) {
    Map<String, String> query = query(arguments);
    byte[] input = input(arguments);
    long limit = Sizes.parse(arguments.get("--max-request-size"));
    Api target = arguments.find("--write-host").map(api::at).orElse(api);
    try (InFlight underWay = new InFlight(atOnce(arguments))) {
      int start = 0;
      while (start < input.length) {
        int end = cut(input, start, limit);
        byte[] chunk = Arrays.copyOfRange(input, start, end);
        underWay.run(() -> {
          byte[] body = arguments.has("--gzip") ? gzip(chunk) : chunk;
          target.postBytes("/api/v3/write_lp", query, body, arguments.has("--gzip")).orFail();
          report(arguments, chunk);
        });
        start = end;
      }
      underWay.done();
    }
    return 0;
  }

  /// How many requests the user wants under way at once.
  ///
  /// @throws UsageError when it is no whole number from 1 on
  static int atOnce(Arguments arguments) {
    String text = arguments.get("--max-concurrent-requests");
    try {
      int count = Integer.parseInt(text);
      if (count > 0) {
        return count;
      }
    } catch (NumberFormatException notANumber) {
      // Refused below.
    }
    throw new UsageError("invalid value '" + text + "' for '--max-concurrent-requests <COUNT>': expected a whole number from 1 on", "");
  }

  private static Map<String, String> query(Arguments arguments) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("db", arguments.get("--database"));
    arguments.find("--precision").ifPresent(precision -> {
      query.put("precision", longName(checkedPrecision(precision)));
    });
    arguments.find("--accept-partial").ifPresent(value -> query.put("accept_partial", value));
    if (arguments.has("--no-sync")) {
      query.put("no_sync", "true");
    }
    return query;
  }

  /// @throws UsageError when it names no unit
  static String checkedPrecision(String precision) {
    if (!PRECISIONS.contains(precision)) {
      throw new UsageError("invalid value '" + precision + "' for '--precision <PRECISION>': unrecognized precision unit: " + precision, "");
    }
    return precision;
  }

  /// The unit as the server names it.
  static String longName(String precision) {
    return switch (precision) {
      case "s" -> "second";
      case "ms" -> "millisecond";
      case "us", "u" -> "microsecond";
      case "ns", "n" -> "nanosecond";
      default -> precision;
    };
  }

  private static byte[] input(Arguments arguments) {
    if (arguments.positionals().size() > 1) {
      throw new CommandFailure("ensure that a single protocol line string is provided as the final argument, enclosed in quotes");
    }
    if (arguments.positionals().size() == 1) {
      return arguments.positionals().getFirst().getBytes(StandardCharsets.UTF_8);
    }
    return QueryCommand.Input.bytes(arguments.find("--file")).orElseThrow(() -> new CommandFailure(
        "No input from stdin detected, no string was passed in,  and no file path was given"));
  }

  /// The end of the chunk that starts at `start`: as many lines as the limit lets through. A single line that is longer
  /// goes as far as its first newline, quoted or not: it is refused in any case, and best with a line of its own.
  private static int cut(byte[] input, int start, long limit) {
    if (input.length - start <= limit) {
      return input.length;
    }
    int end = RecordReader.endOfLines(input, start, limit);
    while (end == start || input[end - 1] != '\n') {
      if (end == input.length) {
        return end;
      }
      end++;
    }
    return end;
  }

  private static byte[] gzip(byte[] chunk) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream stream = new GZIPOutputStream(zipped)) {
      stream.write(chunk);
    } catch (IOException e) {
      throw new CommandFailure("compressing input: " + e);
    }
    return zipped.toByteArray();
  }

  private synchronized void report(Arguments arguments, byte[] chunk) {
    requests++;
    bytes += chunk.length;
    for (byte b : chunk) {
      lines += b == '\n' ? 1 : 0;
    }
    lines += chunk.length > 0 && chunk[chunk.length - 1] != '\n' ? 1 : 0;
    if (!arguments.has("--quiet")) {
      double seconds = Math.max(1e-3, (System.nanoTime() - startNanos) / 1e9);
      err.println(String.format(Locale.ROOT, "  %.3fs: %d request(s) (%.2f requests/sec), %d lines (%.0f lines/s), %s (%s/s)",
          seconds, requests, requests / seconds, lines, lines / seconds, Sizes.text(bytes), Sizes.text((long) (bytes / seconds))));
    }
  }
}
