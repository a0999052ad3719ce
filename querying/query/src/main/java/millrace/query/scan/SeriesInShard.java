package millrace.query.scan;

import java.util.Optional;
import millrace.base.TimeSpan;
import millrace.columns.SeriesSet;
import millrace.columns.ShardReader;
import millrace.influxql.Expression;
import millrace.query.batch.Group;

/// One series in one shard, as a query reads it.
///
/// @param group name and tags of its points at the query's level
/// @param filter what is left of the condition once the tags are known
record SeriesInShard(
    ShardReader shard,
    SeriesSet series,
    int ordinal,
    TimeSpan span,
    Group group,
    Optional<Expression> filter) {
  /// The same series, read within a span of its own.
  SeriesInShard within(TimeSpan narrower) {
    return new SeriesInShard(shard, series, ordinal, narrower, group, filter);
  }

  /// The value of a tag, empty when the series does not have it.
  String tag(String key) {
    return series.tagValue(ordinal, key).orElse("");
  }
}
