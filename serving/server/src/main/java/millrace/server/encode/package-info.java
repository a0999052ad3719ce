/// Query results as bytes: the v1 formats with Go's number and text rules, the v3 formats with Rust's.
///
/// Main types: [V1Format], which makes a `ResultSink` for `/query`, and [RowFormat], which makes a [RowEncoder] for the v3
/// endpoints. Knows results, not where they come from.
package millrace.server.encode;
