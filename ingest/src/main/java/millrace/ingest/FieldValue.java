package millrace.ingest;

import millrace.columns.ColumnType;

/// A field's value with its type.
public sealed interface FieldValue {
  /// The type of the column it belongs to; never a tag.
  ColumnType type();

  record FloatValue(double value) implements FieldValue {
    @Override
    public ColumnType type() {
      return ColumnType.FLOAT;
    }
  }

  record IntegerValue(long value) implements FieldValue {
    @Override
    public ColumnType type() {
      return ColumnType.INTEGER;
    }
  }

  /// @param bits the unsigned number
  record UnsignedValue(long bits) implements FieldValue {
    @Override
    public ColumnType type() {
      return ColumnType.UNSIGNED;
    }
  }

  record StringValue(String value) implements FieldValue {
    @Override
    public ColumnType type() {
      return ColumnType.STRING;
    }
  }

  record BooleanValue(boolean value) implements FieldValue {
    @Override
    public ColumnType type() {
      return ColumnType.BOOLEAN;
    }
  }
}
