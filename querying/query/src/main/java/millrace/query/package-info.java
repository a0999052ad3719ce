/// InfluxQL as execution: statement executor, compiler, batch iterators, functions, emitter.
///
/// Knows the store only as `millrace.columns.TableSource`.
package millrace.query;
