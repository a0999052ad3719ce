/// The iterators queries are built from. Each does one thing to a stream of batches: merge, limit, fill, reduce,
/// transform. What they compute is in `millrace.query.function`.
///
/// Main types: [BatchIterator], [IteratorOptions]. Knows neither tables nor statements.
package millrace.query.iterator;
