package millrace.query.compile;

/// GROUP BY time: length and offset of windows.
///
/// @param nanos 0 when there is none
/// @param unusableOffset text of an offset that parses but cannot be used, empty as a rule; told only once data is known
public record Interval(long nanos, long offsetNanos, String unusableOffset) {
  public static final Interval NONE = new Interval(0, 0, "");

  /// Whether there is one.
  public boolean isPresent() {
    return nanos != 0;
  }
}
