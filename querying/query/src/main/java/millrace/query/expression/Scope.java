package millrace.query.expression;

import millrace.query.Compatibility;
import millrace.query.time.ZoneOffsets;

/// Where and when a statement runs.
///
/// @param nowNanos what `now()` means
/// @param zone where time literals without a zone are read
/// @param compatibility how far it may mean something else than in 1.x
public record Scope(long nowNanos, ZoneOffsets zone, Compatibility compatibility) {
  /// The scope of a statement that means what it means in 1.x.
  public Scope(long nowNanos, ZoneOffsets zone) {
    this(nowNanos, zone, Compatibility.STRICT);
  }
}
