package millrace.plugins.worker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import millrace.columns.ColumnType;
import millrace.columns.ColumnValues;
import millrace.columns.FieldRows;
import millrace.columns.SeriesKey;
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

  private final MarshalWriter out;
  private final Map<String, Integer> names = new HashMap<>();
  private final Map<String, Integer> tagValues = new HashMap<>();

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
    Tags[] tags = new Tags[rows.seriesKeys().size()];
    for (int row = slice.from(); row < slice.to(); row++) {
      int series = rows.series()[row];
      if (tags[series] == null) {
        tags[series] = Tags.of(rows.seriesKeys().get(series));
      }
      out.dict();
      tags(tags[series]);
      for (FieldRows field : rows.fields()) {
        if (field.isPresent(row)) {
          name(field.name());
          fieldValue(field, row);
        }
      }
      name("time");
      out.integer(rows.timesNanos()[row]);
      out.endDict();
    }
  }

  private void tags(Tags tags) {
    for (int i = 0; i < tags.names().length; i++) {
      name(tags.names()[i]);
      tagValue(tags.values()[i]);
    }
  }

  private void name(String name) {
    Integer known = names.get(name);
    if (known == null) {
      names.put(name, out.references());
      out.key(name);
    } else {
      out.reference(known);
    }
  }

  private void tagValue(String value) {
    Integer known = tagValues.get(value);
    if (known == null) {
      tagValues.put(value, out.references());
      out.text(value, true);
    } else {
      out.reference(known);
    }
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

  /// A series key taken apart.
  private record Tags(String[] names, String[] values) {
    static Tags of(SeriesKey key) {
      Map<String, String> tags = key.tags();
      return new Tags(tags.keySet().toArray(String[]::new), tags.values().toArray(String[]::new));
    }
  }
}
