package millrace.plugins.worker;

/// Line protocol a plugin handed to `write` or `write_to_db`, to be written once its run completed.
///
/// @param lines one `build()` result: one or more lines
public record DeferredWrite(String database, String lines) {}
