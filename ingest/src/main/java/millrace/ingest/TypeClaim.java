package millrace.ingest;

import millrace.columns.ColumnType;

/// The first type of a field in a shard, which a V1 body is about to settle.
record TypeClaim(String table, long shardStartNanos, String field, ColumnType type) {}
