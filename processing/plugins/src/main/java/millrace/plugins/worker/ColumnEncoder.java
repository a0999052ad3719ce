package millrace.plugins.worker;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import millrace.columns.ColumnType;
import millrace.columns.ColumnValues;
import millrace.columns.FieldRows;

/// Turns rows that all have the same tags and fields into their columns, which the worker makes into dicts: numbers as
/// raw bytes, tags once for each series. Compared with dicts on the wire ([RowEncoder]) the server's part of a row costs a
/// fifth, the worker's three quarters, and the frame is two thirds as long.
///
/// The payload is (tag names, tags of each series, series of each row, fields, times), as
/// docs/reference/formats/worker-frames.md draws it.
final class ColumnEncoder {
  /// Fewer rows than this are not worth a function made for their columns.
  private static final int FEWEST_ROWS = 16;

  private final List<RowEncoder.Slice> slices;
  private final int rowCount;
  private final MarshalWriter out;
  private final Map<String, Integer> tagValues = new HashMap<>();

  private ColumnEncoder(List<RowEncoder.Slice> slices, int rowCount) {
    this.slices = slices;
    this.rowCount = rowCount;
    this.out = new MarshalWriter(1024 + rowCount * (8 * slices.getFirst().rows().fields().size() + 16));
  }

  /// The payload; empty where rows differ in what they have, or are few.
  static Optional<byte[]> encode(List<RowEncoder.Slice> slices) {
    int rowCount = slices.stream().mapToInt(RowEncoder.Slice::count).sum();
    return rowCount < FEWEST_ROWS ? Optional.empty() : encode(slices, rowCount);
  }

  /// The payload, however few the rows; empty where they differ in what they have.
  static Optional<byte[]> encode(List<RowEncoder.Slice> slices, int rowCount) {
    return haveSameFields(slices) ? new ColumnEncoder(slices, rowCount).encode() : Optional.empty();
  }

  private static boolean haveSameFields(List<RowEncoder.Slice> slices) {
    List<FieldRows> first = slices.getFirst().rows().fields();
    for (RowEncoder.Slice slice : slices) {
      List<FieldRows> fields = slice.rows().fields();
      if (fields.size() != first.size()) {
        return false;
      }
      for (int i = 0; i < first.size(); i++) {
        FieldRows field = fields.get(i);
        boolean isSame = field.name().equals(first.get(i).name()) && field.type() == first.get(i).type();
        if (!isSame || field.present() != null && field.present().nextClearBit(slice.from()) < slice.to()) {
          return false;
        }
      }
    }
    return true;
  }

  private Optional<byte[]> encode() {
    out.tuple(5);
    if (!tags()) {
      return Optional.empty();
    }
    List<FieldRows> fields = slices.getFirst().rows().fields();
    out.tuple(fields.size());
    for (int i = 0; i < fields.size(); i++) {
      field(i, fields.get(i));
    }
    out.rawHead(rowCount * Long.BYTES);
    slices.forEach(slice -> out.longs(slice.rows().timesNanos(), slice.from(), slice.to()));
    return Optional.of(out.toBytes());
  }

  /// Names, values of each series, and the series of each row. False when series differ in their names.
  private boolean tags() {
    int[] seriesOfRows = new int[rowCount];
    MarshalWriter series = new MarshalWriter(1024);
    int seriesCount = 0;
    int row = 0;
    Optional<List<String>> names = Optional.empty();
    for (RowEncoder.Slice slice : slices) {
      int[] numbers = new int[slice.rows().seriesKeys().size()];
      Arrays.fill(numbers, -1);
      for (int i = slice.from(); i < slice.to(); i++) {
        int key = slice.rows().series()[i];
        if (numbers[key] < 0) {
          SortedMap<String, String> tags = slice.rows().seriesKeys().get(key).tags();
          List<String> own = List.copyOf(tags.keySet());
          if (!names.orElse(own).equals(own)) {
            return false;
          }
          names = Optional.of(own);
          numbers[key] = seriesCount++;
          values(tags, series);
        }
        seriesOfRows[row++] = numbers[key];
      }
    }
    out.tuple(names.orElseThrow().size());
    names.get().forEach(out::text);
    out.tuple(seriesCount).copy(series.toBytes());
    out.rawHead(rowCount * Integer.BYTES).ints(seriesOfRows);
    return true;
  }

  private void values(SortedMap<String, String> tags, MarshalWriter series) {
    series.tuple(tags.size());
    for (String value : tags.values()) {
      Integer before = tagValues.putIfAbsent(value, series.references());
      if (before == null) {
        series.text(value, true);
      } else {
        series.reference(before);
      }
    }
  }

  /// (name, kind, values): the kind is the letter of Python's struct format, or `s` for a list of texts.
  private void field(int index, FieldRows first) {
    out.tuple(3).text(first.name());
    switch (first.values()) {
      case ColumnValues.Floats _ -> out.text("d").rawHead(rowCount * Double.BYTES);
      case ColumnValues.Integers _ ->
          out.text(first.type() == ColumnType.UNSIGNED ? "Q" : "q").rawHead(rowCount * Long.BYTES);
      case ColumnValues.Booleans _ -> out.text("?").rawHead(rowCount);
      case ColumnValues.Strings _ -> out.text("s").list(rowCount);
    }
    for (RowEncoder.Slice slice : slices) {
      switch (slice.rows().fields().get(index).values()) {
        case ColumnValues.Floats floats -> out.doubles(floats.values(), slice.from(), slice.to());
        case ColumnValues.Integers integers -> out.longs(integers.values(), slice.from(), slice.to());
        case ColumnValues.Booleans booleans -> out.booleans(booleans.values(), slice.from(), slice.to());
        case ColumnValues.Strings strings -> texts(strings.values(), slice);
      }
    }
  }

  private void texts(String[] values, RowEncoder.Slice slice) {
    for (int i = slice.from(); i < slice.to(); i++) {
      out.text(values[i]);
    }
  }
}
