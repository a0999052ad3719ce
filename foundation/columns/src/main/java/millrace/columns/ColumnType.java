package millrace.columns;

/// What a column holds. Its order is the precedence InfluxQL gives mixed field types: float first.
public enum ColumnType {
  FLOAT,
  INTEGER,
  UNSIGNED,
  STRING,
  BOOLEAN,
  TAG;

  public boolean isField() {
    return this != TAG;
  }

  public boolean isNumeric() {
    return this == FLOAT || this == INTEGER || this == UNSIGNED;
  }
}
