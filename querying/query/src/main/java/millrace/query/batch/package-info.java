/// Points in columns: what iterators hand to each other. [Batch] holds rows, [Vector] one typed column of them, [Group]
/// the name and tags a row belongs to. Knows nothing of queries.
package millrace.query.batch;
