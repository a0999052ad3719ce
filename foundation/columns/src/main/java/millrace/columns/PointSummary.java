package millrace.columns;

import java.util.Optional;

/// What is known of some neighbouring points of a series and field without reading them.
///
/// @param type the field's
/// @param count points
/// @param minNanos no point is before this
/// @param maxNanos no point is after this
/// @param figures more about them, where it is known
public record PointSummary(ColumnType type, int count, long minNanos, long maxNanos, Optional<Figures> figures) {
  /// Figures of the points as raw bits of their type; integer sums wrap around, as InfluxDB's do. Where there are figures,
  /// the first point is at `minNanos` and the last at `maxNanos` exactly.
  ///
  /// @param sum of FLOAT, INTEGER or UNSIGNED values
  /// @param first value of the earliest point
  /// @param last value of the latest point
  public record Figures(long sum, long least, long greatest, long first, long last) {}
}
