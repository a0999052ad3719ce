package millrace.sql;

/// A result column.
public record SqlColumn(String name, SqlType type) {}
