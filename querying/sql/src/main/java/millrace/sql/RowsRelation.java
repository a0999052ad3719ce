package millrace.sql;

import java.util.List;
import millrace.sql.duck.DuckChunk;
import millrace.sql.duck.DuckKind;
import millrace.sql.duck.DuckRelation;
import millrace.sql.duck.DuckScan;

/// A relation over rows in memory: system tables.
///
/// @param rows values by column as [SqlType] documents them
public record RowsRelation(List<SqlColumn> columns, List<List<Object>> rows) implements Relation {
  public RowsRelation {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  @Override
  public DuckRelation open(Hints hints) {
    return new DuckRelation() {
      @Override
      public List<Column> columns() {
        return columns.stream().map(c -> new Column(c.name(), kind(c.type()))).toList();
      }

      @Override
      public long estimatedRows() {
        return rows.size();
      }

      @Override
      public DuckScan scan(int[] projection) {
        return new RowsScan(projection);
      }
    };
  }

  static DuckKind kind(SqlType type) {
    return switch (type) {
      case BOOLEAN -> DuckKind.BOOLEAN;
      case INT64 -> DuckKind.BIGINT;
      case UINT64 -> DuckKind.UBIGINT;
      case FLOAT64 -> DuckKind.DOUBLE;
      case UTF8, TAG -> DuckKind.VARCHAR;
      case TIMESTAMP -> DuckKind.TIMESTAMP_NS;
      case DATE, TIME, INTERVAL, BINARY, LIST, STRUCT, NULL ->
        throw new IllegalArgumentException("no relation has columns of type " + type);
    };
  }

  private final class RowsScan implements DuckScan {
    private final int[] projection;
    private int at;

    RowsScan(int[] projection) {
      this.projection = projection;
    }

    @Override
    public int fill(DuckChunk chunk) {
      int count = Math.min(CHUNK_ROWS, rows.size() - at);
      for (int row = 0; row < count; row++) {
        for (int out = 0; out < projection.length; out++) {
          if (projection[out] >= 0) {
            set(chunk, out, row, rows.get(at + row).get(projection[out]));
          }
        }
      }
      at += count;
      return count;
    }

    private static void set(DuckChunk chunk, int column, int row, Object value) {
      switch (value) {
        case null -> chunk.setNull(column, row);
        case Boolean flag -> chunk.setBoolean(column, row, flag);
        case Long number -> chunk.setLong(column, row, number);
        case Double number -> chunk.setDouble(column, row, number);
        case String text -> chunk.setString(column, row, text);
        default -> throw new IllegalArgumentException("no column holds a " + value.getClass());
      }
    }

    @Override
    public void close() {}
  }
}
