package millrace.query;

import java.util.List;
import java.util.SortedMap;

/// Takes the rows that SELECT ... INTO makes. The composition root leads them into the write path.
@FunctionalInterface
public interface PointWriter {
  /// Writes points to one retention policy; returns when they are durable and visible.
  ///
  /// @throws millrace.base.MillraceException when the database or the policy does not exist
  ///     (`retention policy not found: x`), when points are refused (the write path's own `partial write: ... dropped=n`;
  ///     the others are written), or when the write fails
  void write(String database, String retentionPolicy, List<Point> points);

  /// One row to write.
  ///
  /// @param fields at least one; values are [Double], [Long], [java.math.BigInteger] (unsigned), [String] or [Boolean]
  record Point(String measurement, SortedMap<String, String> tags, SortedMap<String, Object> fields, long timeNanos) {}
}
