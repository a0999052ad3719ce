package millrace.ingest;

/// Timestamps of one request in nanoseconds.
final class Timestamps {
  private final Dialect dialect;
  private final Precision precision;
  private final long receivedNanos;
  /// Timestamps no further than this from 0 fit for sure.
  private final long safeMagnitude;

  /// @param nowNanos when the body came in; rows without a timestamp get it, cut to the precision
  Timestamps(Dialect dialect, Precision precision, long nowNanos) {
    this.dialect = dialect;
    this.precision = precision;
    this.receivedNanos = precision.truncate(nowNanos);
    this.safeMagnitude = V1Time.LATEST_NANOS / precision.nanos();
  }

  /// The time of a row without a timestamp.
  long receivedNanos() {
    return receivedNanos;
  }

  /// Whether [#nanos] cannot fail.
  boolean isSafe(long timestamp) {
    return timestamp <= safeMagnitude && timestamp >= -safeMagnitude;
  }

  /// The instant in nanoseconds; only for safe timestamps.
  long safeNanos(long timestamp) {
    return precision == Precision.AUTO
        ? timestamp * precision.resolve(timestamp).nanos()
        : timestamp * precision.nanos();
  }

  /// The instant of any timestamp.
  ///
  /// @throws BadLine when it does not fit; in V1 without the line's text around the reason
  long nanos(long timestamp) throws BadLine {
    long unit = precision.resolve(timestamp).nanos();
    boolean fits = Math.multiplyHigh(timestamp, unit) == timestamp * unit >> 63;
    if (dialect == Dialect.V1) {
      if (!fits || timestamp * unit < V1Time.EARLIEST_NANOS || timestamp * unit > V1Time.LATEST_NANOS) {
        throw new BadLine(V1Time.OUT_OF_RANGE);
      }
    } else if (!fits) {
      throw new BadLine("timestamp, " + timestamp + ", out of range for precision: " + precision.word());
    }
    return timestamp * unit;
  }
}
