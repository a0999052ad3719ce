package millrace.server.encode;

import java.util.Optional;

/// In which form `/query` writes times.
public enum Epoch {
  /// As RFC 3339 text.
  TEXT(0),
  NANOSECONDS(1),
  MICROSECONDS(1_000),
  MILLISECONDS(1_000_000),
  SECONDS(1_000_000_000L),
  MINUTES(60_000_000_000L),
  HOURS(3_600_000_000_000L);

  private final long unitNanos;

  Epoch(long unitNanos) {
    this.unitNanos = unitNanos;
  }

  /// What the `epoch` parameter means; any unknown text means nanoseconds.
  public static Epoch of(Optional<String> parameter) {
    return switch (parameter.orElse("")) {
      case "" -> TEXT;
      case "u" -> MICROSECONDS;
      case "ms" -> MILLISECONDS;
      case "s" -> SECONDS;
      case "m" -> MINUTES;
      case "h" -> HOURS;
      default -> NANOSECONDS;
    };
  }

  /// Writes an instant in whole units, toward zero. Only for numeric forms.
  void write(long nanos, ByteOutput out) {
    if (this == NANOSECONDS) {
      out.nanos(nanos);
    } else {
      out.decimal(units(nanos));
    }
  }

  /// Whole units, toward zero. Only for numeric forms.
  long units(long nanos) {
    return nanos / unitNanos;
  }
}
