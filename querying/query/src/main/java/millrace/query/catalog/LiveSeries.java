package millrace.query.catalog;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import millrace.base.TimeSpan;
import millrace.catalog.Table;
import millrace.columns.SeriesKey;
import millrace.columns.ShardReader;
import millrace.columns.TableReader;
import millrace.columns.TableSource;

/// The series of one table that have points, as of when it was opened. A series whose points have all been deleted, or
/// have outlived their policy, does not exist for InfluxQL.
final class LiveSeries implements AutoCloseable {
  private final TableReader reader;
  private final BitSet live = new BitSet();
  private List<ShardReader> shards = List.of();
  /// By ordinal; counted when first asked for.
  private int[] shardCounts = {};

  private LiveSeries(TableReader reader) {
    this.reader = reader;
  }

  /// The series with points in the shards that overlap a span, wherever in these shards the points are.
  static LiveSeries open(TableSource source, Table table, TimeSpan span) {
    LiveSeries series = new LiveSeries(source.open(table.id()));
    series.shards = series.reader.shards(span);
    for (ShardReader shard : series.shards) {
      IntStream.of(shard.series()).forEach(series.live::set);
    }
    return series;
  }

  boolean isEmpty() {
    return live.isEmpty();
  }

  /// Whether the table has never had a row: it was made ahead of its data, or by a write that was then refused for the
  /// types of its fields. InfluxDB lists the fields of both.
  boolean isUnwritten() {
    return reader.isUnwritten();
  }

  int count() {
    return live.cardinality();
  }

  /// In how many of the shards that were opened a series is.
  int shardCount(int series) {
    if (shardCounts.length == 0) {
      shardCounts = new int[live.length()];
      for (ShardReader shard : shards) {
        for (int ordinal : shard.series()) {
          shardCounts[ordinal]++;
        }
      }
    }
    return shardCounts[series];
  }

  /// The shards that were opened.
  List<ShardReader> shards() {
    return shards;
  }

  /// The series, ascending by key.
  IntStream sorted() {
    return IntStream.of(reader.series().sorted()).filter(live::get);
  }

  SeriesKey key(int series) {
    return reader.series().key(series);
  }

  /// The value of a tag, empty where the series does not have it.
  String tag(int series, String key) {
    return reader.series().tagValue(series, key).orElse("");
  }

  @Override
  public void close() {
    reader.close();
  }
}
