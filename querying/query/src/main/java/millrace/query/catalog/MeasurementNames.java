package millrace.query.catalog;

import java.util.Locale;
import millrace.columns.ColumnType;

/// How listings spell names and types.
final class MeasurementNames {
  private MeasurementNames() {}

  /// A measurement as it begins a line of line protocol.
  static String escaped(String measurement) {
    return measurement.replace(",", "\\,").replace(" ", "\\ ");
  }

  static String typeName(ColumnType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
