/// The log-structured store: buffer, snapshots, file index, cursors, tombstones, compaction, retention.
///
/// Implements `millrace.columns.TableSource`. Knows no line protocol and no query language.
package millrace.store;
