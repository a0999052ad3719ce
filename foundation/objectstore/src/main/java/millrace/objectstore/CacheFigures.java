package millrace.objectstore;

/// What a cache of blocks has done since it was made, and what it holds.
///
/// @param hits reads of a block that was there
/// @param misses reads that had to fetch it, or to wait for who did
/// @param keptBytes of all blocks that are kept now
public record CacheFigures(long hits, long misses, long keptBytes) {}
