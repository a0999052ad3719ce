package millrace.server;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.plugins.worker.ResultRows;
import millrace.sql.SqlBatch;
import millrace.sql.SqlColumn;
import millrace.sql.SqlResult;
import millrace.sql.duck.DuckBatch;

/// A SQL result as plugins read it, row by row.
final class SqlRows implements ResultRows {
  private final SqlResult result;
  private Optional<SqlBatch> batch = Optional.empty();
  private int row;

  SqlRows(SqlResult result) {
    this.result = result;
  }

  @Override
  public List<String> columns() {
    return result.columns().stream().map(SqlColumn::name).toList();
  }

  @Override
  public boolean next() {
    row++;
    while (batch.isEmpty() || row >= batch.get().rows()) {
      batch = result.next();
      row = 0;
      if (batch.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Object value(int column) {
    return plain(batch.orElseThrow().value(column, row));
  }

  @Override
  public void close() {
    result.close();
  }

  /// Values plugins know; everything else as text.
  static Object plain(Object value) {
    return switch (value) {
      case null -> null;
      case Long number -> number;
      case BigInteger number -> number;
      case Double number -> number;
      case Boolean truth -> truth;
      case String text -> text;
      case byte[] bytes -> bytes;
      case SqlBatch.Timestamp time -> time.nanos();
      case List<?> items -> items.stream().map(SqlRows::plain).toList();
      case Map<?, ?> members -> members.toString();
      case DuckBatch.Interval interval -> interval.toString();
      default -> value.toString();
    };
  }
}
