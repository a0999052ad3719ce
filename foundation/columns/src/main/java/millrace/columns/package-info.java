/// The shape of data between modules: columns, rows on their way in, and the one way to read a table.
///
/// Main types: [WriteBatch] going in; [TableReader], [ShardReader] and [Cursor] coming out. Knows nothing of files,
/// buffers, query languages or line protocol.
package millrace.columns;
