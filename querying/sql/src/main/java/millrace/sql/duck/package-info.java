/// DuckDB's C API through `java.lang.foreign`: library, connection, prepared statement, result chunks and a table
/// function that reads from Java.
///
/// Main types: [DuckDatabase], [DuckConnection], [DuckTableFunction]. Knows no catalog and no rewriting.
package millrace.sql.duck;
