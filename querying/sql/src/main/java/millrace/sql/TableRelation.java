package millrace.sql;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import millrace.base.TimeSpan;
import millrace.catalog.Table;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.RowBatch;
import millrace.columns.RowScan;
import millrace.columns.SeriesSet;
import millrace.columns.TableReader;
import millrace.columns.TableSource;
import millrace.sql.duck.DuckChunk;
import millrace.sql.duck.DuckRelation;
import millrace.sql.duck.DuckScan;

/// A user's table, read through [RowScan]. Of several columns with one name SQL sees the first.
final class TableRelation implements Relation {
  /// A column of the relation; without `source` it is `time`.
  private record Mapped(SqlColumn column, Optional<Column> source) {}

  private final long tableId;
  private final TableSource source;
  private final TimeSpan kept;
  private final List<Mapped> mapped;

  /// @param kept times the retention policy has not expired
  TableRelation(Table table, TableSource source, TimeSpan kept) {
    this.tableId = table.id();
    this.source = source;
    this.kept = kept;
    this.mapped = map(table);
  }

  private static List<Mapped> map(Table table) {
    List<Mapped> mapped = new ArrayList<>();
    mapped.add(new Mapped(new SqlColumn("time", SqlType.TIMESTAMP), Optional.empty()));
    for (Column column : table.columns()) {
      if (mapped.stream().noneMatch(known -> known.column().name().equals(column.name()))) {
        mapped.add(new Mapped(new SqlColumn(column.name(), type(column.type())), Optional.of(column)));
      }
    }
    mapped.sort(Comparator.comparing(entry -> entry.column().name()));
    return List.copyOf(mapped);
  }

  private static SqlType type(ColumnType type) {
    return switch (type) {
      case FLOAT -> SqlType.FLOAT64;
      case INTEGER -> SqlType.INT64;
      case UNSIGNED -> SqlType.UINT64;
      case STRING -> SqlType.UTF8;
      case BOOLEAN -> SqlType.BOOLEAN;
      case TAG -> SqlType.TAG;
    };
  }

  @Override
  public List<SqlColumn> columns() {
    return mapped.stream().map(Mapped::column).toList();
  }

  @Override
  public DuckRelation open(Hints hints) {
    return open(hints, () -> false);
  }

  @Override
  public DuckRelation open(Hints hints, BooleanSupplier isCancelled) {
    return new OpenTable(source.open(tableId), hints, isCancelled);
  }

  /// The table as of one moment, for one query.
  private final class OpenTable implements DuckRelation {
    private final TableReader reader;
    private final TimeSpan span;
    private final Map<String, Set<String>> required;
    private final IntPredicate wanted;
    private final Optional<First> first;
    private final BooleanSupplier isCancelled;

    OpenTable(TableReader reader, Hints hints, BooleanSupplier isCancelled) {
      this.isCancelled = isCancelled;
      this.reader = reader;
      this.span = kept.intersect(hints.span());
      this.required = required(hints.tagValues());
      this.wanted = wanted(reader.series(), required);
      boolean isExact = hints.isWhole() && required.keySet().equals(hints.tagValues().keySet());
      this.first = isExact ? hints.first() : Optional.empty();
    }

    /// Hints about tags, without those that a series may also meet by not having the tag.
    private Map<String, Set<String>> required(Map<String, Set<String>> hints) {
      Map<String, Set<String>> required = new HashMap<>();
      for (Mapped entry : mapped) {
        Set<String> values = hints.get(entry.column().name());
        if (values != null && entry.column().type() == SqlType.TAG && !values.contains("")) {
          required.put(entry.column().name(), values);
        }
      }
      return required;
    }

    private IntPredicate wanted(SeriesSet series, Map<String, Set<String>> tagValues) {
      IntPredicate all = ordinal -> true;
      for (Map.Entry<String, Set<String>> tag : tagValues.entrySet()) {
        all = all.and(ordinal -> series.tagValue(ordinal, tag.getKey()).filter(tag.getValue()::contains).isPresent());
      }
      return all;
    }

    @Override
    public List<DuckRelation.Column> columns() {
      List<DuckRelation.Column> columns = new ArrayList<>();
      List<String> names = CaseNames.of(TableRelation.this.columns());
      for (int i = 0; i < names.size(); i++) {
        columns.add(new DuckRelation.Column(names.get(i), RowsRelation.duckType(mapped.get(i).column())));
      }
      return columns;
    }

    @Override
    public long estimatedRows() {
      return -1;
    }

    @Override
    public DuckScan scan(int[] projection) {
      TimeSpan needed = first.map(rows -> FirstTimes.span(reader, span, wanted, required, rows, isCancelled)).orElse(span);
      return new TableScan(reader, needed, wanted, required, projection);
    }

    @Override
    public void close() {
      reader.close();
    }
  }

  private final class TableScan implements DuckScan {
    private final RowScan scan;
    private final RowBatch batch;
    /// Per output column: its index in the batch, [#TIME], or -1 for a column nobody reads.
    private final int[] slots;

    private static final int TIME = -2;

    TableScan(
        TableReader reader, TimeSpan span, IntPredicate wanted, Map<String, Set<String>> required, int[] projection) {
      List<Column> fetched = new ArrayList<>();
      slots = new int[projection.length];
      for (int out = 0; out < projection.length; out++) {
        Optional<Column> column = projection[out] < 0 ? Optional.empty() : mapped.get(projection[out]).source();
        if (column.isPresent()) {
          slots[out] = fetched.size();
          fetched.add(column.get());
        } else {
          slots[out] = projection[out] < 0 ? -1 : TIME;
        }
      }
      scan = new RowScan(reader, fetched, span, wanted, required);
      batch = scan.newBatch();
    }

    @Override
    public int fill(DuckChunk chunk) {
      scan.next(batch);
      for (int out = 0; out < slots.length; out++) {
        if (slots[out] == TIME) {
          chunk.setLongs(out, 0, batch.times, 0, batch.size);
        } else if (slots[out] >= 0) {
          fill(chunk, out, batch.column(slots[out]));
        }
      }
      return batch.size;
    }

    private void fill(DuckChunk chunk, int out, RowBatch.Values values) {
      switch (values.type()) {
        case FLOAT -> chunk.setDoubles(out, 0, values.floats, 0, batch.size);
        case INTEGER, UNSIGNED -> chunk.setLongs(out, 0, values.integers, 0, batch.size);
        case BOOLEAN -> {
          for (int row = 0; row < batch.size; row++) {
            chunk.setBoolean(out, row, values.booleans[row]);
          }
        }
        case STRING -> fillStrings(chunk, out, values);
        case TAG -> fillTags(chunk, out, values);
      }
      if (values.type() != ColumnType.TAG) {
        fillNulls(chunk, out, values);
      }
    }

    private void fillStrings(DuckChunk chunk, int out, RowBatch.Values values) {
      for (int row = 0; row < batch.size; row++) {
        if (values.isValid(row)) {
          chunk.setString(out, row, values.strings[row]);
        }
      }
    }

    private void fillTags(DuckChunk chunk, int out, RowBatch.Values values) {
      for (int run = 0; run < batch.runCount; run++) {
        int start = batch.runStart[run];
        int count = batch.runStart[run + 1] - start;
        if (values.strings[run] == null) {
          chunk.setNulls(out, start, count);
        } else {
          chunk.setString(out, start, values.strings[run], count);
        }
      }
    }

    private void fillNulls(DuckChunk chunk, int out, RowBatch.Values values) {
      for (int row = 0; row < batch.size; row++) {
        if (!values.isValid(row)) {
          chunk.setNull(out, row);
        }
      }
    }

    @Override
    public void close() {}
  }
}
