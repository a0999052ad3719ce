package millrace.ingest;

/// Which rules of line protocol hold. The hot path is the same; grammar at the edges, error texts and the fate of a
/// bad line differ.
public enum Dialect {
  /// `/api/v3/write_lp` and `/api/v2/write`: the grammar of InfluxDB 3. A column has one type in its whole table.
  V3,
  /// `/write`: InfluxDB 1.6.7 as recorded. A field has one type in a shard; good points of a bad body are kept.
  V1
}
