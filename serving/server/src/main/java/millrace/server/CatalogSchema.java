package millrace.server;

import java.util.List;
import java.util.Optional;
import millrace.base.Clock;
import millrace.base.TimeSpan;
import millrace.catalog.Catalog;
import millrace.catalog.RetentionPolicy;
import millrace.catalog.Table;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.ingest.FieldTypes;
import millrace.store.Store;
import millrace.store.StoreSchema;

/// What the store asks of the catalog.
final class CatalogSchema implements StoreSchema {
  private final Catalog catalog;
  private final Clock clock;

  CatalogSchema(Catalog catalog, Clock clock) {
    this.catalog = catalog;
    this.clock = clock;
  }

  @Override
  public List<Column> columns(long tableId) {
    return catalog.state().tableById(tableId).map(Table::columns).orElse(List.of());
  }

  @Override
  public long shardNanos(long policyId) {
    return catalog.state().policyById(policyId)
        .map(RetentionPolicy::shardDurationNanos)
        .orElseGet(() -> RetentionPolicy.defaultShardDuration(0));
  }

  @Override
  public long cutoffNanos(long policyId) {
    long duration = catalog.state().policyById(policyId).map(RetentionPolicy::durationNanos).orElse(0L);
    if (duration == 0) {
      return Long.MIN_VALUE;
    }
    return duration < 0 ? Long.MAX_VALUE : clock.nowNanos() - duration;
  }

  /// What the write path asks of the store.
  static FieldTypes fieldTypes(Store store) {
    return new FieldTypes() {
      @Override
      public TimeSpan shardOf(RetentionPolicy policy, long timeNanos) {
        return store.shardSpan(policy.id(), timeNanos);
      }

      @Override
      public Optional<ColumnType> typeIn(RetentionPolicy policy, long tableId, long timeNanos, String field) {
        return store.fieldType(tableId, timeNanos, field);
      }
    };
  }
}
