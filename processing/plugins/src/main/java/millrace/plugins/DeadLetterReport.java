package millrace.plugins;

/// What running dead letters again came to.
///
/// @param succeeded events that succeeded and are dead letters no more
/// @param failedId the event that failed, at which it stopped; 0 for none
/// @param error what it failed with; empty for none
/// @param left dead letters the trigger still has
public record DeadLetterReport(int succeeded, long failedId, String error, int left) {}
