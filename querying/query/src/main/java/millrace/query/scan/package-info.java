/// Reading tables for InfluxQL: which series a condition leaves, cursors joined to points, partial results next to the
/// data, and the merge over series, groups and shards.
///
/// Main types: [MappedTable], [TableIterators]. The creator levels of the design are here: tables, shards, shard.
package millrace.query.scan;
