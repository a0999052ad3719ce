package millrace.store;

import millrace.base.TimeSpan;

/// A retention policy's slice of time. Data files never cross one.
///
/// @param id unique in the store, never used again
public record Shard(long id, long databaseId, long policyId, TimeSpan span) {}
