/// Running a compiled SELECT: shards mapped, iterators built for each call, their streams joined to rows, rows emitted.
///
/// Main types: [SelectEngine], [CursorBuilder], [RowCursor], [Emitter].
package millrace.query.select;
