package millrace.store.caches;

import java.util.Map;
import millrace.columns.Column;

/// A row in a last value cache.
///
/// @param timeNanos its own time
/// @param cameNanos when it came, by the clock; what was stored before the cache began came at its own time
/// @param values what the row had, by column: [String] for tags and texts, [Double], [Long] (also the bits of an unsigned
///     one) or [Boolean]
public record CachedRow(long timeNanos, long cameNanos, Map<Column, Object> values) {}
