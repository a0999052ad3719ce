package millrace.influxql;

/// KILL QUERY.
///
/// @param id as SHOW QUERIES lists it, unsigned in 64 bits
/// @param host the node it runs on; empty for this one
public record KillQuery(long id, String host) implements Statement {}
