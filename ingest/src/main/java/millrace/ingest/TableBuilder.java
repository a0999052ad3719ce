package millrace.ingest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import millrace.catalog.Table;
import millrace.catalog.TableCommand.NewColumn;
import millrace.catalog.TableCommand.TableNeed;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.FieldRows;
import millrace.columns.SeriesKey;
import millrace.columns.TableRows;

/// One table of the batch being read: its rows so far, and its schema as the catalog has it with what accepted lines
/// of this batch add. Lives on from batch to batch, so that names and series once learned are known.
///
/// A row is built in steps: values go to its columns, then [#endRow] counts it, or the columns take their marks back.
final class TableBuilder {
  final String name;
  final FieldSpellings spellings = new FieldSpellings();
  /// The spelling that began the last line's fields; null at first.
  FieldSpelling firstField;

  private long[] times = new long[0];
  private int[] series = new int[0];
  private int rowCount;
  /// Rows of the last batch; the next is likely to be as large.
  private int expectedRows = 64;
  private List<SeriesKey> seriesKeys = new ArrayList<>();
  private final Map<SeriesKey, SeriesSlot> slots = new HashMap<>();

  private final Map<String, FieldBuilder> fields = new LinkedHashMap<>();
  private final Set<String> tags = new LinkedHashSet<>();
  private final List<NewColumn> additions = new ArrayList<>();
  private Optional<Table> known = Optional.empty();
  private boolean needed;
  private int version;
  private long batch = -1;

  TableBuilder(String name) {
    this.name = name;
  }

  /// Begins a batch against the catalog's present schema.
  void begin(long newBatch, Optional<Table> present) {
    batch = newBatch;
    discardRows();
    boolean same = known.isPresent() == present.isPresent() && known.orElse(null) == present.orElse(null);
    if (!same || needed) {
      bind(present);
    }
  }

  boolean isIn(long someBatch) {
    return batch == someBatch;
  }

  /// Changes whenever the schema is another than before, apart from what this batch adds.
  int version() {
    return version;
  }

  Optional<Table> known() {
    return known;
  }

  /// Whether the catalog has the table or this batch makes it.
  boolean exists() {
    return known.isPresent() || needed;
  }

  boolean hasTag(String tag) {
    return tags.contains(tag);
  }

  /// The field, or null where the schema does not have it.
  FieldBuilder field(String field) {
    return fields.get(field);
  }

  Collection<FieldBuilder> fields() {
    return fields.values();
  }

  int columnCount() {
    return known.map(table -> table.columns().size()).orElse(0) + additions.size();
  }

  /// Adds a column to the schema this batch needs; without effect when it is there.
  void need(String column, ColumnType type) {
    boolean isNew = type == ColumnType.TAG ? tags.add(column) : addField(column, type);
    if (isNew) {
      additions.add(new NewColumn(column, type));
    }
    needed |= isNew;
  }

  /// What the catalog is to be asked for; empty when it has all.
  Optional<TableNeed> need() {
    return needed ? Optional.of(new TableNeed(name, additions)) : Optional.empty();
  }

  int rowCount() {
    return rowCount;
  }

  long time(int row) {
    return times[row];
  }

  SeriesSlot slot(SeriesKey key) {
    return slots.computeIfAbsent(key, SeriesSlot::new);
  }

  /// Counts the row whose values were just set.
  void endRow(long timeNanos, SeriesSlot slot) {
    if (rowCount == times.length) {
      int capacity = rowCount < expectedRows ? expectedRows : 2 * rowCount;
      times = Arrays.copyOf(times, capacity);
      series = Arrays.copyOf(series, capacity);
    }
    if (slot.batch != batch) {
      slot.batch = batch;
      slot.ordinal = seriesKeys.size();
      seriesKeys.add(slot.key);
    }
    times[rowCount] = timeNanos;
    series[rowCount] = slot.ordinal;
    rowCount++;
  }

  /// Takes back the values of a row that is not to be.
  void cancelRow() {
    for (FieldBuilder field : fields.values()) {
      field.unmark(rowCount);
    }
  }

  /// The finished rows. The builder has none afterwards.
  TableRows finish(long tableId) {
    List<FieldRows> columns = new ArrayList<>();
    for (FieldBuilder field : fields.values()) {
      for (FieldColumn column : field.columns()) {
        if (!column.isEmpty()) {
          columns.add(column.finish(rowCount));
        }
      }
    }
    boolean isTight = times.length <= rowCount + rowCount / 4;
    long[] rowTimes = isTight ? times : Arrays.copyOf(times, rowCount);
    int[] rowSeries = isTight ? series : Arrays.copyOf(series, rowCount);
    TableRows rows = new TableRows(tableId, name, rowCount, rowTimes, rowSeries, seriesKeys, columns);
    expectedRows = rowCount;
    times = new long[0];
    series = new int[0];
    rowCount = 0;
    seriesKeys = new ArrayList<>();
    return rows;
  }

  /// Rows of a body that was given up stay behind; they go before the next begins.
  private void discardRows() {
    if (rowCount > 0) {
      fields.values().forEach(FieldBuilder::clear);
      rowCount = 0;
      seriesKeys = new ArrayList<>();
    }
  }

  private void bind(Optional<Table> present) {
    version++;
    known = present;
    needed = false;
    fields.clear();
    tags.clear();
    additions.clear();
    spellings.clear();
    firstField = null;
    for (Column column : present.map(Table::columns).orElse(List.of())) {
      if (column.type() == ColumnType.TAG) {
        tags.add(column.name());
      } else {
        addField(column.name(), column.type());
      }
    }
  }

  private boolean addField(String field, ColumnType type) {
    FieldBuilder builder = fields.computeIfAbsent(field, FieldBuilder::new);
    boolean isNew = !builder.hasType(type);
    builder.addType(type);
    return isNew;
  }
}
