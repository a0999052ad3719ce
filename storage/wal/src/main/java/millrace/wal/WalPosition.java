package millrace.wal;

/// Where a write stands in the log.
///
/// @param sequence the segment, from 1 on
/// @param position the entry within the segment, from 0 on
public record WalPosition(long sequence, int position) {}
