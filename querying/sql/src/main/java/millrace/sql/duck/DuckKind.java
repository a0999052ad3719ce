package millrace.sql.duck;

import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// The types of DuckDB that reach us, with their numbers in `duckdb_type` and the bytes a value takes in a vector.
public enum DuckKind {
  BOOLEAN(1, 1),
  TINYINT(2, 1),
  SMALLINT(3, 2),
  INTEGER(4, 4),
  BIGINT(5, 8),
  UTINYINT(6, 1),
  USMALLINT(7, 2),
  UINTEGER(8, 4),
  UBIGINT(9, 8),
  FLOAT(10, 4),
  DOUBLE(11, 8),
  TIMESTAMP(12, 8),
  DATE(13, 4),
  TIME(14, 8),
  INTERVAL(15, 16),
  HUGEINT(16, 16),
  VARCHAR(17, 16),
  BLOB(18, 16),
  DECIMAL(19, 16),
  TIMESTAMP_S(20, 8),
  TIMESTAMP_MS(21, 8),
  TIMESTAMP_NS(22, 8),
  ENUM(23, 4),
  LIST(24, 16),
  STRUCT(25, 0),
  MAP(26, 16),
  TIMESTAMP_TZ(31, 8),
  UHUGEINT(32, 16),
  SQLNULL(36, 1);

  private final int number;
  private final int sizeBytes;

  DuckKind(int number, int sizeBytes) {
    this.number = number;
    this.sizeBytes = sizeBytes;
  }

  int number() {
    return number;
  }

  int sizeBytes() {
    return sizeBytes;
  }

  static DuckKind of(int number) {
    return find(number).orElseThrow(() ->
        new MillraceException(ErrorCode.BAD_QUERY, "result column has an unsupported type (number " + number + ")"));
  }

  /// Empty for a type that does not reach us.
  static Optional<DuckKind> find(int number) {
    for (DuckKind kind : values()) {
      if (kind.number == number) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
