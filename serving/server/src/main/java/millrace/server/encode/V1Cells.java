package millrace.server.encode;

import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import millrace.query.ResultColumn;

/// Cells of `/query` answers in JSON, as Go writes them.
final class V1Cells {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final ByteOutput out;
  private final Epoch epoch;

  V1Cells(ByteOutput out, Epoch epoch) {
    this.out = out;
    this.epoch = epoch;
  }

  CellWriter[] writers(List<ResultColumn> columns, ZoneId zone) {
    CellWriter[] writers = new CellWriter[columns.size()];
    for (int i = 0; i < writers.length; i++) {
      writers[i] = writer(columns.get(i), zone);
    }
    return writers;
  }

  private CellWriter writer(ResultColumn column, ZoneId zone) {
    return switch (column) {
      case ResultColumn.Times times -> row -> time(times.nanos()[row], zone);
      case ResultColumn.Floats floats -> orNull(floats.missing(), row -> number(floats.values()[row]));
      case ResultColumn.Integers integers -> orNull(integers.missing(), row -> out.decimal(integers.values()[row]));
      case ResultColumn.Unsigned unsigned -> orNull(unsigned.missing(), row -> out.unsigned(unsigned.bits()[row]));
      case ResultColumn.Booleans booleans -> orNull(booleans.missing(), row -> truth(booleans.values()[row]));
      case ResultColumn.Strings strings -> row -> text(strings.values()[row]);
      case ResultColumn.Mixed mixed -> row -> any(mixed.values()[row], zone);
      case ResultColumn.Nulls nulls -> row -> out.ascii("null");
    };
  }

  private CellWriter orNull(boolean[] missing, CellWriter present) {
    if (missing == null) {
      return present;
    }
    return row -> {
      if (missing[row]) {
        out.ascii("null");
      } else {
        present.write(row);
      }
    };
  }

  private void any(Object value, ZoneId zone) {
    switch (value) {
      case null -> out.ascii("null");
      case Double number -> number(number);
      case Long number -> out.decimal(number);
      case Integer number -> out.decimal(number.longValue());
      case BigInteger number -> out.ascii(number.toString());
      case Boolean truth -> truth(truth);
      case String text -> out.goJson(text);
      case Instant instant ->
          time(Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND), instant.getNano()), zone);
      case List<?> items -> list(items, zone);
      default -> throw new IllegalStateException("a result cell is a " + value.getClass());
    }
  }

  private void list(List<?> items, ZoneId zone) {
    out.put('[');
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) {
        out.put(',');
      }
      any(items.get(i), zone);
    }
    out.put(']');
  }

  private void time(long nanos, ZoneId zone) {
    if (epoch == Epoch.TEXT) {
      out.put('"');
      TimeText.goRfc3339(nanos, zone, out);
      out.put('"');
    } else {
      epoch.write(nanos, out);
    }
  }

  private void number(double value) {
    if (Double.isNaN(value)) {
      out.ascii("null");
    } else if (Double.isInfinite(value)) {
      throw new UnsupportedValue(value);
    } else {
      out.decimal(value, FloatStyle.GO_JSON);
    }
  }

  private void text(String value) {
    if (value == null) {
      out.ascii("null");
    } else {
      out.goJson(value);
    }
  }

  private void truth(boolean value) {
    out.ascii(value ? "true" : "false");
  }
}
