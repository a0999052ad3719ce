package millrace.query;

import static millrace.base.Checks.require;

/// What one SELECT may cost; 0 stands for no limit.
///
/// @param maxPoints points read from the store
/// @param maxSeries series read per shard
/// @param maxBuckets windows of GROUP BY time
public record QueryLimits(long maxPoints, long maxSeries, long maxBuckets) {
  public static final QueryLimits NONE = new QueryLimits(0, 0, 0);

  public QueryLimits {
    require(maxPoints >= 0 && maxSeries >= 0 && maxBuckets >= 0, "a query limit is negative");
  }
}
