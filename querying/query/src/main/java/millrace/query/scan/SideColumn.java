package millrace.query.scan;

import java.util.Arrays;
import millrace.influxql.DataType;
import millrace.influxql.Expression.VarRef;
import millrace.query.batch.Vector;

/// A column read beside the main one: a field at given times, a tag, which is the same at all times, or the times.
final class SideColumn {
  private final FieldReader reader;
  private final String tag;
  private final boolean isTime;

  private SideColumn(FieldReader reader, String tag, boolean isTime) {
    this.reader = reader;
    this.tag = tag;
    this.isTime = isTime;
  }

  /// The column a reference means in a series. A tag the series does not have, and a field without a value that fits,
  /// is missing everywhere.
  static SideColumn open(SeriesInShard series, VarRef ref, boolean ascending) {
    if (ref.type() == DataType.TIME) {
      return new SideColumn(null, "", true);
    }
    if (ref.type() != DataType.TAG && ref.type() != DataType.UNKNOWN) {
      FieldReader reader = FieldReader.open(series, ref.name(), ReferenceTypes.of(ref), ascending).orElse(null);
      return new SideColumn(reader, "", false);
    }
    return new SideColumn(null, series.tag(ref.name()), false);
  }

  /// Whether there are points of its own to be had.
  boolean has() {
    return reader != null && reader.has();
  }

  /// Time of the next point of its own.
  long time() {
    return reader.time();
  }

  /// The field's reader; only where [#has].
  FieldReader reader() {
    return reader;
  }

  /// Sets the values at ascending or descending times.
  void valuesAt(long[] times, int from, int to, Vector values) {
    if (reader != null) {
      reader.valuesAt(times, from, to, values);
    } else if (isTime) {
      System.arraycopy(times, from, values.integers, from, to - from);
      values.setPresent(from, to);
    } else if (tag.isEmpty()) {
      values.setMissing(from, to);
    } else {
      Arrays.fill(values.strings, from, to, tag);
      values.setPresent(from, to);
    }
  }

  void valueAt(long time, Vector values, int row) {
    if (reader != null) {
      reader.valueAt(time, values, row);
    } else if (isTime) {
      values.setInteger(row, time);
    } else if (tag.isEmpty()) {
      values.setMissing(row);
    } else {
      values.setString(row, tag);
    }
  }
}
