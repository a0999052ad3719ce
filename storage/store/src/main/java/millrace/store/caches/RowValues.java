package millrace.store.caches;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.ColumnValues;
import millrace.columns.FieldRows;
import millrace.columns.RowBatch;
import millrace.columns.TableRows;

/// Values of rows by column, wherever the rows come from.
interface RowValues {
  int rows();

  long timeNanos(int row);

  /// The value, see [CachedRow#values()]; empty where the row has none.
  Optional<Object> value(int row, Column column);

  /// The rows of a write.
  static RowValues of(TableRows rows) {
    Map<String, FieldRows> fields = new HashMap<>();
    rows.fields().forEach(field -> fields.put(field.type() + " " + field.name(), field));
    return new RowValues() {
      @Override
      public int rows() {
        return rows.rowCount();
      }

      @Override
      public long timeNanos(int row) {
        return rows.timesNanos()[row];
      }

      @Override
      public Optional<Object> value(int row, Column column) {
        if (column.type() == ColumnType.TAG) {
          return rows.seriesKeys().get(rows.series()[row]).tag(column.name()).map(Object.class::cast);
        }
        FieldRows field = fields.get(column.type() + " " + column.name());
        return field == null || !field.isPresent(row) ? Optional.empty() : Optional.of(at(field.values(), row));
      }
    };
  }

  private static Object at(ColumnValues values, int row) {
    return switch (values) {
      case ColumnValues.Floats floats -> floats.values()[row];
      case ColumnValues.Integers integers -> integers.values()[row];
      case ColumnValues.Booleans booleans -> booleans.values()[row];
      case ColumnValues.Strings strings -> strings.values()[row];
    };
  }

  /// The rows of a batch of a scan; valid until the batch is filled again.
  static RowValues of(RowBatch batch, List<Column> projection) {
    int[] runs = new int[batch.size];
    for (int run = 0; run < batch.runCount; run++) {
      java.util.Arrays.fill(runs, batch.runStart[run], batch.runStart[run + 1], run);
    }
    return new RowValues() {
      @Override
      public int rows() {
        return batch.size;
      }

      @Override
      public long timeNanos(int row) {
        return batch.times[row];
      }

      @Override
      public Optional<Object> value(int row, Column column) {
        int index = projection.indexOf(column);
        if (index < 0) {
          return Optional.empty();
        }
        RowBatch.Values values = batch.column(index);
        if (column.type() == ColumnType.TAG) {
          return Optional.ofNullable(values.strings[runs[row]]);
        }
        return values.isValid(row) ? Optional.of(at(values, row)) : Optional.empty();
      }

      private Object at(RowBatch.Values values, int row) {
        return switch (values.type()) {
          case FLOAT -> values.floats[row];
          case INTEGER, UNSIGNED -> values.integers[row];
          case BOOLEAN -> values.booleans[row];
          case STRING -> values.strings[row];
          case TAG -> throw new IllegalStateException("tags have no values by row");
        };
      }
    };
  }
}
