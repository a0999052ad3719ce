package millrace.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import millrace.sql.duck.DuckChunk;
import millrace.sql.duck.DuckKind;
import millrace.sql.duck.DuckRelation;
import millrace.sql.duck.DuckScan;
import millrace.sql.duck.DuckType;

/// A relation over rows in memory: system tables.
public final class RowsRelation implements Relation {
  private final List<SqlColumn> columns;
  private final Supplier<List<List<Object>>> rows;
  private final Map<String, String> otherNames;

  /// @param rows values by column as [SqlType] documents them
  public RowsRelation(List<SqlColumn> columns, List<List<Object>> rows) {
    this(columns, () -> rows);
  }

  /// @param rows asked once for each use in a query
  public RowsRelation(List<SqlColumn> columns, Supplier<List<List<Object>>> rows) {
    this(columns, rows, Map.of());
  }

  private RowsRelation(List<SqlColumn> columns, Supplier<List<List<Object>>> rows, Map<String, String> otherNames) {
    this.columns = List.copyOf(columns);
    this.rows = rows;
    this.otherNames = Map.copyOf(otherNames);
  }

  /// The same, with another name that a column may be asked for by.
  public RowsRelation withOtherName(String other, String column) {
    Map<String, String> names = new HashMap<>(otherNames);
    names.put(other, column);
    return new RowsRelation(columns, rows, names);
  }

  @Override
  public Map<String, String> otherNames() {
    return otherNames;
  }

  @Override
  public List<SqlColumn> columns() {
    return columns;
  }

  @Override
  public DuckRelation open(Hints hints) {
    List<List<Object>> now = rows.get();
    return new DuckRelation() {
      @Override
      public List<Column> columns() {
        List<String> names = CaseNames.of(columns);
        List<Column> shown = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
          shown.add(new Column(names.get(i), duckType(columns.get(i))));
        }
        return shown;
      }

      @Override
      public long estimatedRows() {
        return now.size();
      }

      @Override
      public DuckScan scan(int[] projection) {
        return new RowsScan(now, projection);
      }
    };
  }

  static DuckType duckType(SqlColumn column) {
    return switch (column.type()) {
      case BOOLEAN -> DuckType.of(DuckKind.BOOLEAN);
      case INT64 -> DuckType.of(DuckKind.BIGINT);
      case UINT64 -> DuckType.of(DuckKind.UBIGINT);
      case FLOAT64 -> DuckType.of(DuckKind.DOUBLE);
      case UTF8, TAG -> DuckType.of(DuckKind.VARCHAR);
      case TIMESTAMP -> DuckType.of(DuckKind.TIMESTAMP_NS);
      case DURATION -> DuckType.of(DuckKind.INTERVAL);
      case LIST -> DuckType.listOf(duckType(column.children().getFirst()));
      case INT32, DATE, TIME, INTERVAL, BINARY, STRUCT, MAP, NULL ->
        throw new IllegalArgumentException("no relation has columns of type " + column.type());
    };
  }

  private static final class RowsScan implements DuckScan {
    private final List<List<Object>> rows;
    private final int[] projection;
    private int at;

    RowsScan(List<List<Object>> rows, int[] projection) {
      this.rows = rows;
      this.projection = projection;
    }

    @Override
    public int fill(DuckChunk chunk) {
      int count = Math.min(CHUNK_ROWS, rows.size() - at);
      for (int row = 0; row < count; row++) {
        for (int out = 0; out < projection.length; out++) {
          if (projection[out] >= 0) {
            chunk.set(out, row, rows.get(at + row).get(projection[out]));
          }
        }
      }
      at += count;
      return count;
    }

    @Override
    public void close() {}
  }
}
