package millrace.influxql;

/// EXPLAIN: the plan of a SELECT, or with ANALYZE what running it took.
public record ExplainStatement(SelectStatement select, boolean analyze, boolean verbose) implements Statement {}
