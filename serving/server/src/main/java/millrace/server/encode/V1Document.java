package millrace.server.encode;

import millrace.query.ResultRows;

/// One document with whole results, which can take a part of the rows that come together.
interface V1Document extends V1Sink {
  /// More rows of the series announced last.
  ///
  /// @param from first row, counted from 0
  /// @param to first row that is left out
  void rows(ResultRows rows, int from, int to);

  @Override
  default void rows(ResultRows rows) {
    rows(rows, 0, rows.size());
  }
}
