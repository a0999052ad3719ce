package millrace.endtoend;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;

/// Prepared bodies of line protocol: ten fields a line, a thousand series that take turns. A body that is sent again has
/// later times, so that every line is a new row, as it is with clients that measure things. Safe for many threads.
final class LineBodies {
  static final int SERIES = 1000;
  static final long FIRST_NANOS = 1_700_000_000_000_000_000L;
  static final long STEP_NANOS = 10_000_000_000L;
  /// Stands in prepared bodies where a time goes.
  private static final String TIME = "0000000000000000000";

  private static final int DISTINCT = 30;

  private final int lines;
  private final List<byte[]> bodies = new ArrayList<>();

  /// @param table name of the table
  /// @param lines lines of a body
  /// @param tags tags of a line, the first of them `hostname`
  /// @param value makes the text of a field
  LineBodies(String table, int lines, int tags, Function<SplittableRandom, String> value) {
    this.lines = lines;
    SplittableRandom random = new SplittableRandom(7);
    for (int number = 0; number < DISTINCT; number++) {
      bodies.add(prepared(table, number * lines, tags, () -> value.apply(random)));
    }
  }

  /// Two tags and ten floats of two decimals.
  static LineBodies ofFloats(String table, int lines) {
    return new LineBodies(table, lines, 2, random -> Double.toString(random.nextInt(10_000) / 100.0));
  }

  int lines() {
    return lines;
  }

  /// Time of the rows that the first line of a body belongs to.
  long timeOf(long number) {
    return FIRST_NANOS + number * lines / SERIES * STEP_NANOS;
  }

  /// The body that is sent as the `number`th, counted from 0.
  byte[] body(long number) {
    byte[] body = bodies.get((int) (number % DISTINCT)).clone();
    long line = number * lines;
    for (int end = TIME.length() + 1; end < body.length; end++) {
      if (body[end] == '\n') {
        long time = FIRST_NANOS + line++ / SERIES * STEP_NANOS;
        for (int digit = end - 1; digit >= end - TIME.length(); digit--, time /= 10) {
          body[digit] = (byte) ('0' + time % 10);
        }
        end += TIME.length();
      }
    }
    return body;
  }

  private byte[] prepared(String table, int first, int tags, Supplier<String> value) {
    StringBuilder body = new StringBuilder();
    for (int line = first; line < first + lines; line++) {
      int series = line % SERIES;
      body.append(table).append(",hostname=host_").append(series);
      for (int tag = 1; tag < tags; tag++) {
        body.append(",tag_number_").append(tag).append("=value-").append((series * tag) % 37);
      }
      for (int field = 0; field < 10; field++) {
        body.append(field == 0 ? ' ' : ',').append("usage_field_").append(field).append('=').append(value.get());
      }
      body.append(' ').append(TIME).append('\n');
    }
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }
}
