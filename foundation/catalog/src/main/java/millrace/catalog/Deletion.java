package millrace.catalog;

import java.util.OptionalLong;

/// When something was soft-deleted and when its data goes.
///
/// @param deletedNanos when, nanoseconds since the epoch
/// @param hardDeleteNanos when its files may go; empty for never
public record Deletion(long deletedNanos, OptionalLong hardDeleteNanos) {}
