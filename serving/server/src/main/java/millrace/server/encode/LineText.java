package millrace.server.encode;

import millrace.columns.ColumnType;
import millrace.columns.ColumnValues;
import millrace.columns.FieldRows;
import millrace.columns.SeriesKey;
import millrace.columns.TableRows;

/// Stored rows as line protocol.
public final class LineText {
  private static final String IN_MEASUREMENTS = ", ";
  private static final String IN_KEYS = ",= ";

  private LineText() {}

  /// Adds one row with its line end; nothing when it has no field that line protocol can carry.
  public static void row(TableRows rows, int row, StringBuilder text) {
    int start = text.length();
    series(rows.table(), rows.seriesKeys().get(rows.series()[row]), text);
    int fields = 0;
    for (FieldRows field : rows.fields()) {
      if (field.isPresent(row) && isWritable(field, row)) {
        text.append(fields++ == 0 ? ' ' : ',');
        key(field.name(), text);
        text.append('=');
        value(field, row, text);
      }
    }
    if (fields == 0) {
      text.setLength(start);
      return;
    }
    text.append(' ').append(rows.timesNanos()[row]).append('\n');
  }

  /// Adds measurement and tags.
  public static void series(String measurement, SeriesKey series, StringBuilder text) {
    escape(measurement, IN_MEASUREMENTS, text);
    if (series.bytes().length > 0) {
      text.append(',').append(series);
    }
  }

  /// Adds the name of a tag or field.
  public static void key(String name, StringBuilder text) {
    escape(name, IN_KEYS, text);
  }

  /// Adds one value of a field.
  ///
  /// @param value a Double, a Long (the 64 bits of an unsigned one), a Boolean or a String, as the type says
  public static void value(ColumnType type, Object value, StringBuilder text) {
    switch (type) {
      case INTEGER -> text.append((long) (Long) value).append('i');
      case UNSIGNED -> text.append(Long.toUnsignedString((Long) value)).append('u');
      case STRING -> quote((String) value, text);
      case FLOAT, BOOLEAN, TAG -> text.append(value);
    }
  }

  private static void value(FieldRows field, int row, StringBuilder text) {
    switch (field.values()) {
      case ColumnValues.Floats(double[] values) -> text.append(values[row]);
      case ColumnValues.Integers(long[] values) -> value(field.type(), values[row], text);
      case ColumnValues.Booleans(boolean[] values) -> text.append(values[row]);
      case ColumnValues.Strings(String[] values) -> quote(values[row], text);
    }
  }

  private static boolean isWritable(FieldRows field, int row) {
    return !(field.values() instanceof ColumnValues.Floats(double[] values)) || Double.isFinite(values[row]);
  }

  private static void quote(String value, StringBuilder text) {
    text.append('"');
    escape(value, "\\\"", text);
    text.append('"');
  }

  private static void escape(String name, String special, StringBuilder text) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (special.indexOf(c) >= 0) {
        text.append('\\');
      }
      text.append(c);
    }
  }
}
