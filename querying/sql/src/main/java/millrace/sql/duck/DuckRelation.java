package millrace.sql.duck;

import java.util.List;

/// Something DuckDB can scan: columns of known types and rows in batches. Closed when its query is, after its scans.
public interface DuckRelation extends AutoCloseable {
  /// A column as DuckDB sees it.
  ///
  /// @param type one of BOOLEAN, BIGINT, UBIGINT, DOUBLE, VARCHAR, TIMESTAMP_NS, INTERVAL, or a list of VARCHAR or UBIGINT
  record Column(String name, DuckType type) {
    public Column(String name, DuckKind kind) {
      this(name, DuckType.of(kind));
    }
  }

  List<Column> columns();

  /// Rows there may be, for the optimizer; negative for unknown.
  long estimatedRows();

  /// Starts a scan of some columns, given as indexes into [#columns()], in that order.
  DuckScan scan(int[] projection);

  @Override
  default void close() {}
}
