package millrace.plugins.worker;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import millrace.columns.ColumnType;
import millrace.columns.ColumnValues;
import millrace.columns.FieldRows;
import millrace.columns.TableRows;

/// Turns rows into a marshalled list of dicts, as `process_writes` receives them: tags, then the fields the row has,
/// then `time`. Columns a row does not have are absent. Names and tag values are written once and referred to after
/// that, so Python builds each string once.
final class RowEncoder {
  /// Rows `from` to `to` (exclusive) of a part.
  record Slice(TableRows rows, int from, int to) {
    int count() {
      return to - from;
    }
  }

  private static final int UNKNOWN = -1;

  private final MarshalWriter out;
  private final Map<String, Integer> names = new HashMap<>();
  private final Map<String, Integer> tagValues = new HashMap<>();
  private int timeName = UNKNOWN;

  private RowEncoder(int capacity) {
    out = new MarshalWriter(capacity);
  }

  static byte[] encode(List<Slice> slices) {
    int rows = 0;
    long cells = 0;
    for (Slice slice : slices) {
      rows += slice.count();
      cells += (long) slice.count() * (slice.rows().fields().size() + 2);
    }
    RowEncoder encoder = new RowEncoder((int) Math.min(1 << 24, 1024 + cells * 16));
    encoder.out.list(rows);
    slices.forEach(encoder::slice);
    return encoder.out.toBytes();
  }

  private void slice(Slice slice) {
    TableRows rows = slice.rows();
    FieldRows[] fields = rows.fields().toArray(FieldRows[]::new);
    int[] fieldNames = new int[fields.length];
    Arrays.fill(fieldNames, UNKNOWN);
    byte[][] rowStarts = new byte[rows.seriesKeys().size()][];
    for (int row = slice.from(); row < slice.to(); row++) {
      rowStart(rows, rows.series()[row], rowStarts);
      for (int i = 0; i < fields.length; i++) {
        if (fields[i].isPresent(row)) {
          fieldNames[i] = name(fields[i].name(), fieldNames[i]);
          fieldValue(fields[i], row);
        }
      }
      timeName = name("time", timeName);
      out.integer(rows.timesNanos()[row]);
      out.endDict();
    }
  }

  /// The head of a row's dict and its tags. All rows of a series but the first begin with the same bytes.
  private void rowStart(TableRows rows, int series, byte[][] rowStarts) {
    if (rowStarts[series] != null) {
      out.copy(rowStarts[series]);
      return;
    }
    out.dict();
    MarshalWriter start = new MarshalWriter().dict();
    rows.seriesKeys()
        .get(series)
        .tags()
        .forEach(
            (name, value) -> {
              start.reference(name(name, UNKNOWN));
              start.reference(tagValue(value));
            });
    rowStarts[series] = start.toBytes();
  }

  /// Writes a column's name and returns its reference number.
  private int name(String name, int known) {
    if (known != UNKNOWN) {
      out.reference(known);
      return known;
    }
    Integer before = names.get(name);
    if (before != null) {
      out.reference(before);
      return before;
    }
    int reference = out.references();
    names.put(name, reference);
    out.key(name);
    return reference;
  }

  /// Writes a tag's value and returns its reference number.
  private int tagValue(String value) {
    Integer before = tagValues.get(value);
    if (before != null) {
      out.reference(before);
      return before;
    }
    int reference = out.references();
    tagValues.put(value, reference);
    out.text(value, true);
    return reference;
  }

  private void fieldValue(FieldRows field, int row) {
    switch (field.values()) {
      case ColumnValues.Floats floats -> out.real(floats.values()[row]);
      case ColumnValues.Integers integers -> {
        long value = integers.values()[row];
        if (field.type() == ColumnType.UNSIGNED) {
          out.unsigned(value);
        } else {
          out.integer(value);
        }
      }
      case ColumnValues.Booleans booleans -> out.bool(booleans.values()[row]);
      case ColumnValues.Strings strings -> out.text(strings.values()[row]);
    }
  }
}
