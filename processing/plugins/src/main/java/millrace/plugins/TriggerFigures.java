package millrace.plugins;

/// What a running trigger counted since it started, for metrics.
///
/// @param kind `WalRows`, `Schedule` or `Request`
/// @param dropped flushes that never reached it
/// @param queued events waiting
/// @param running runs under way, those waiting for another attempt included
/// @param rows rows handed to the plugin
/// @param linesWritten lines its runs wrote
/// @param behindNanos since when it has had something waiting or running without a break; 0 when it has not
/// @param deadLetters events given up that are kept
public record TriggerFigures(
    String database,
    String trigger,
    String kind,
    long runs,
    long failures,
    long dropped,
    int queued,
    int running,
    long rows,
    long linesWritten,
    RunDurations durations,
    long behindNanos,
    int deadLetters) {}
