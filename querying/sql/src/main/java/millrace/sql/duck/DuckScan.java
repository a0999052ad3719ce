package millrace.sql.duck;

/// One pass over a [DuckRelation]. Used by one thread at a time.
public interface DuckScan extends AutoCloseable {
  /// Rows a chunk can hold.
  int CHUNK_ROWS = 2048;

  /// Writes up to [#CHUNK_ROWS] rows.
  ///
  /// @return rows written; 0 when there are no more
  int fill(DuckChunk chunk);

  @Override
  void close();
}
