package millrace.store;

import static millrace.base.Checks.require;

import java.math.BigInteger;
import java.util.function.IntFunction;
import millrace.base.TimeSpan;

/// Cuts time into shards where InfluxDB cuts it: at multiples of the duration counted from Go's zero time,
/// 0001-01-01T00:00:00Z, which was a Monday. Days and hours therefore start where one expects, and weeks on Monday.
final class ShardSpans {
  private static final BigInteger ZERO_TIME_TO_EPOCH_NANOS =
      BigInteger.valueOf(62_135_596_800L).multiply(BigInteger.valueOf(1_000_000_000L));

  private ShardSpans() {}

  /// The first of some shards, ascending by time and apart, that ends after an instant.
  ///
  /// @return its number, or `count`
  static int firstEndingAfter(long instantNanos, int count, IntFunction<Shard> shards) {
    int from = 0;
    int to = count;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (shards.apply(middle).span().endNanos() > instantNanos) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    return from;
  }

  /// The span of length `durationNanos` that holds an instant, cut off at the ends of representable time.
  static TimeSpan around(long instantNanos, long durationNanos) {
    require(durationNanos > 0, "shard duration is %d ns, expected more than 0", durationNanos);
    BigInteger duration = BigInteger.valueOf(durationNanos);
    long sinceZeroTime = BigInteger.valueOf(instantNanos).add(ZERO_TIME_TO_EPOCH_NANOS).mod(duration).longValue();
    long start = instantNanos - sinceZeroTime;
    if (start > instantNanos) {
      start = Long.MIN_VALUE;
    }
    long untilEnd = durationNanos - sinceZeroTime;
    long end = instantNanos > Long.MAX_VALUE - untilEnd ? Long.MAX_VALUE : instantNanos + untilEnd;
    return new TimeSpan(start, end);
  }
}
