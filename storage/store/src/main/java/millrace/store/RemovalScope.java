package millrace.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import millrace.base.TimeSpan;
import millrace.columns.SeriesKey;

/// What a deletion is about: rows of some series within a span, in some shards of some tables.
///
/// @param keys empty for all series
record RemovalScope(
    Predicate<TableContents> tables, Predicate<Shard> shards, TimeSpan span, Optional<List<SeriesKey>> keys) {
  /// All rows of tables.
  static RemovalScope tables(Predicate<TableContents> tables) {
    return new RemovalScope(tables, shard -> true, TimeSpan.ALL, Optional.empty());
  }

  /// All rows of a shard.
  static RemovalScope shard(Shard shard) {
    return new RemovalScope(
        table -> table.policyId() == shard.policyId(), shard::equals, shard.span(), Optional.empty());
  }
}
