package millrace.server.encode;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import millrace.sql.SqlBatch;
import millrace.sql.SqlColumn;
import millrace.sql.SqlType;
import millrace.sql.duck.Cells;
import millrace.sql.duck.DuckBatch;

/// Values of v3 results as text, the same in CSV, tables and inside JSON strings.
final class ValueText {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /// Stands for the column of a value inside a list or struct.
  static final SqlColumn PLAIN = new SqlColumn("", SqlType.NULL);

  private ValueText() {}

  /// Writes a value that is not null, without quotes.
  static void write(Object value, SqlColumn column, ByteOutput out) {
    switch (value) {
      case Boolean truth -> out.ascii(truth ? "true" : "false");
      case Long number -> whole(number, column, out);
      case BigInteger number -> out.ascii(number.toString());
      case Double number -> number(number, out);
      case String text -> out.text(text);
      case byte[] bytes -> out.ascii(HexFormat.of().formatHex(bytes));
      case SqlBatch.Timestamp time -> TimeText.withoutZone(time.nanos(), out);
      case Duration duration -> duration(duration, out);
      case DuckBatch.Interval interval -> out.ascii(interval(interval));
      case List<?> items -> list(items, out);
      case Map<?, ?> members -> struct(members, out);
      default -> out.text(value.toString());
    }
  }

  /// Whether JSON writes a value bare, without quotes.
  static boolean isBareInJson(Object value, SqlType type) {
    return switch (value) {
      case Boolean truth -> true;
      case BigInteger number -> true;
      case Long number -> type != SqlType.TIMESTAMP && type != SqlType.DATE && type != SqlType.TIME;
      default -> false;
    };
  }

  /// A whole number, a time or a date.
  private static void whole(long number, SqlColumn column, ByteOutput out) {
    switch (column.type()) {
      case TIMESTAMP -> column.zone().ifPresentOrElse(
          zone -> TimeText.withZone(number, ZoneId.of(zone), out), () -> TimeText.withoutZone(number, out));
      case DATE -> TimeText.date(number, out);
      case TIME -> time(number, out);
      default -> out.decimal(number);
    }
  }

  /// What writes the cells of a column that are not null, without quotes.
  ///
  /// @param text writes a text, quoted as the format wants it
  static CellWriter cells(Cells cells, SqlColumn column, ByteOutput out, TextWriter text) {
    return switch (cells) {
      case Cells.Longs(long[] values, boolean[] _) -> whole(values, column, out);
      case Cells.Doubles(double[] values, boolean[] _) -> row -> number(values[row], out);
      case Cells.Booleans(boolean[] values, boolean[] _) -> row -> out.ascii(values[row] ? "true" : "false");
      case Cells.Texts(byte[] utf8, int[] starts, boolean[] _) -> row -> text.write(utf8, starts[row], starts[row + 1]);
      case Cells.Objects(Object[] values) -> row -> {
        if (values[row] instanceof String plain) {
          byte[] utf8 = plain.getBytes(StandardCharsets.UTF_8);
          text.write(utf8, 0, utf8.length);
        } else {
          write(values[row], column, out);
        }
      };
    };
  }

  /// Writes a text.
  @FunctionalInterface
  interface TextWriter {
    void write(byte[] utf8, int from, int to);
  }

  /// What writes whole numbers, times and dates, without quotes.
  static CellWriter whole(long[] values, SqlColumn column, ByteOutput out) {
    return switch (column.type()) {
      case TIMESTAMP -> column.zone().map(ZoneId::of).<CellWriter>map(zone -> row -> TimeText.withZone(values[row], zone, out))
          .orElse(row -> TimeText.withoutZone(values[row], out));
      case DATE -> row -> TimeText.date(values[row], out);
      case TIME -> row -> time(values[row], out);
      case UINT64 -> row -> out.unsigned(values[row]);
      default -> row -> out.decimal(values[row]);
    };
  }

  private static void number(double number, ByteOutput out) {
    if (Double.isNaN(number)) {
      out.ascii("NaN");
    } else if (Double.isInfinite(number)) {
      out.ascii(number > 0 ? "inf" : "-inf");
    } else {
      out.decimal(number, FloatStyle.V3_TEXT);
    }
  }

  private static void time(long nanosOfDay, ByteOutput out) {
    long second = nanosOfDay / NANOS_PER_SECOND;
    out.padded((int) (second / 3600), 2);
    out.put(':');
    out.padded((int) (second / 60 % 60), 2);
    out.put(':');
    out.padded((int) (second % 60), 2);
    int fraction = (int) (nanosOfDay % NANOS_PER_SECOND);
    if (fraction != 0) {
      out.put('.');
      out.padded(fraction, 9);
    }
  }

  /// ISO 8601 in seconds only, such as `PT0.001234S` and `PT3661S`.
  private static void duration(Duration duration, ByteOutput out) {
    Duration size = duration.abs();
    out.ascii(duration.isNegative() ? "-PT" : "PT");
    out.decimal(size.getSeconds());
    if (size.getNano() != 0) {
      String fraction = String.format(java.util.Locale.ROOT, "%09d", size.getNano());
      out.put('.');
      out.ascii(fraction.replaceFirst("0+$", ""));
    }
    out.put('S');
  }

  private static String interval(DuckBatch.Interval interval) {
    StringBuilder text = new StringBuilder();
    if (interval.months() != 0) {
      text.append(interval.months()).append(" mons ");
    }
    if (interval.days() != 0) {
      text.append(interval.days()).append(" days ");
    }
    if (interval.micros() != 0 || text.isEmpty()) {
      long micros = Math.abs(interval.micros());
      String sign = interval.micros() < 0 ? "-" : "";
      long hours = micros / 3_600_000_000L;
      long minutes = micros / 60_000_000L % 60;
      if (hours != 0) {
        text.append(sign).append(hours).append(" hours ");
      }
      if (minutes != 0) {
        text.append(sign).append(minutes).append(" mins ");
      }
      text.append(sign).append(micros / 1_000_000 % 60).append('.')
          .append(String.format(java.util.Locale.ROOT, "%09d", micros % 1_000_000 * 1000)).append(" secs");
    }
    return text.toString().stripTrailing();
  }

  private static void list(List<?> items, ByteOutput out) {
    out.put('[');
    boolean isFirst = true;
    for (Object item : items) {
      if (!isFirst) {
        out.ascii(", ");
      }
      isFirst = false;
      nested(item, out);
    }
    out.put(']');
  }

  private static void struct(Map<?, ?> members, ByteOutput out) {
    out.put('{');
    boolean isFirst = true;
    for (Map.Entry<?, ?> member : members.entrySet()) {
      if (!isFirst) {
        out.ascii(", ");
      }
      isFirst = false;
      out.text((String) member.getKey());
      out.ascii(": ");
      nested(member.getValue(), out);
    }
    out.put('}');
  }

  private static void nested(Object value, ByteOutput out) {
    if (value != null) {
      write(value, PLAIN, out);
    }
  }
}
