package millrace.sql;

import static millrace.base.Checks.require;

/// What queries may use together.
///
/// @param memoryBytes memory of the engine beside the heap; a query that needs more fails, nothing spills to disk
/// @param threads threads that run queries
/// @param timeoutMillis longest run of a query; 0 for no limit
public record SqlLimits(long memoryBytes, int threads, long timeoutMillis) {
  /// The engine does not start with less.
  public static final long LEAST_BYTES = 64L << 20;

  public SqlLimits {
    require(memoryBytes >= LEAST_BYTES, "SQL memory limit is below 64 MiB: %d", memoryBytes);
    require(threads >= 1, "SQL threads below 1: %d", threads);
    require(timeoutMillis >= 0, "SQL timeout is negative: %d", timeoutMillis);
  }

  /// A gigabyte, all processors, no time limit.
  public static SqlLimits standard() {
    return new SqlLimits(1L << 30, Runtime.getRuntime().availableProcessors(), 0);
  }
}
