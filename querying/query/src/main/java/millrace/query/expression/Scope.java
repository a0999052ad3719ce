package millrace.query.expression;

import millrace.query.time.ZoneOffsets;

/// Where and when a statement runs.
///
/// @param nowNanos what `now()` means
/// @param zone where time literals without a zone are read
public record Scope(long nowNanos, ZoneOffsets zone) {}
