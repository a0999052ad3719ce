package millrace.ingest;

import java.util.Optional;
import millrace.base.TimeSpan;
import millrace.catalog.RetentionPolicy;
import millrace.columns.ColumnType;

/// What the store knows about the types of fields, shard by shard; a v1 write is judged by it.
///
/// Threads: any.
public interface FieldTypes {
  /// The shard a time belongs to.
  TimeSpan shardOf(RetentionPolicy policy, long timeNanos);

  /// The type a field has in the shard of `timeNanos`; empty where it has no values yet.
  Optional<ColumnType> typeIn(RetentionPolicy policy, long tableId, long timeNanos, String field);
}
