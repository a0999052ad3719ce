package millrace.sql;

/// What a result column holds, and as which Java value [SqlBatch#value] gives it (`null` for NULL everywhere).
public enum SqlType {
  /// `Boolean`
  BOOLEAN("Boolean"),
  /// `Long`; what a query casts to 32 bits
  INT32("Int32"),
  /// `Long`
  INT64("Int64"),
  /// `Long`, or `java.math.BigInteger` from 2^63 on
  UINT64("UInt64"),
  /// `Double`
  FLOAT64("Float64"),
  /// `String`
  UTF8("Utf8"),
  /// `String`; a tag
  TAG("Dictionary(Int32, Utf8)"),
  /// `Long`, nanoseconds since the epoch
  TIMESTAMP("Timestamp(ns)"),
  /// `Long`, days since the epoch
  DATE("Date32"),
  /// `Long`, nanoseconds since midnight
  TIME("Time64(ns)"),
  /// `java.time.Duration`
  DURATION("Duration(ns)"),
  /// [millrace.sql.duck.DuckBatch.Interval]
  INTERVAL("Interval(MonthDayNano)"),
  /// `byte[]`
  BINARY("Binary"),
  /// `List`; see [SqlColumn#children()]
  LIST("List"),
  /// `Map`, in field order; a timestamp within is an [SqlBatch.Timestamp]
  STRUCT("Struct"),
  /// `Map`, from texts to values, in order; see [SqlColumn#children()]
  MAP("Map"),
  /// always `null`
  NULL("Null");

  private final String arrowName;

  SqlType(String arrowName) {
    this.arrowName = arrowName;
  }

  /// The type's name as InfluxDB 3 shows it in `information_schema`.
  public String arrowName() {
    return arrowName;
  }
}
