package millrace.query.scan;

import millrace.columns.ColumnType;
import millrace.influxql.Expression.VarRef;

/// The type of the vectors that a resolved reference's values come in.
public final class ReferenceTypes {
  private ReferenceTypes() {}

  /// Tags and names that nobody knows are strings.
  public static ColumnType of(VarRef ref) {
    return switch (ref.type()) {
      case FLOAT, ANY_FIELD, DURATION -> ColumnType.FLOAT;
      case INTEGER, TIME -> ColumnType.INTEGER;
      case UNSIGNED -> ColumnType.UNSIGNED;
      case STRING, TAG, UNKNOWN -> ColumnType.STRING;
      case BOOLEAN -> ColumnType.BOOLEAN;
    };
  }
}
