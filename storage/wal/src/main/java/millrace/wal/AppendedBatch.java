package millrace.wal;

import millrace.columns.WriteBatch;

/// A batch and its place in the log. Places grow in the order writes count: of two values for one point, the one at the
/// later place wins.
///
/// @param sequence the segment, from 1 on
/// @param position the entry within the segment, from 0 on
public record AppendedBatch(long sequence, int position, WriteBatch batch) {}
