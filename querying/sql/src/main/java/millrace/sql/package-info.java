/// SQL on DuckDB, called through its C API: rewriter, table functions over our readers, system tables.
///
/// Knows the store only as `millrace.columns.TableSource`.
package millrace.sql;
