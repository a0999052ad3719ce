package millrace.query.time;

/// The range of time a query can speak of, nanoseconds since the epoch.
public final class InfluxTime {
  /// The earliest instant a point can have; as a lower bound it means none.
  public static final long MIN = Long.MIN_VALUE + 2;

  /// The latest instant a point can have; as an upper bound it means none.
  public static final long MAX = Long.MAX_VALUE - 1;

  private InfluxTime() {}
}
