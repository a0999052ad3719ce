package millrace.influxql;

/// One item of ORDER BY.
///
/// @param name `time`, or empty when only a direction was written
public record SortField(String name, boolean ascending) {}
