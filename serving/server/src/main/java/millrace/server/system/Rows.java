package millrace.server.system;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import millrace.sql.SqlColumn;
import millrace.sql.SqlType;

/// Short words for columns and rows.
final class Rows {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private Rows() {}

  static SqlColumn text(String name) {
    return new SqlColumn(name, SqlType.UTF8);
  }

  static SqlColumn signed(String name) {
    return new SqlColumn(name, SqlType.INT64);
  }

  static SqlColumn unsigned(String name) {
    return new SqlColumn(name, SqlType.UINT64);
  }

  static SqlColumn flag(String name) {
    return new SqlColumn(name, SqlType.BOOLEAN);
  }

  static SqlColumn instant(String name) {
    return new SqlColumn(name, SqlType.TIMESTAMP);
  }

  static SqlColumn instantUtc(String name) {
    return new SqlColumn(name, SqlType.TIMESTAMP, List.of(), Optional.of("UTC"));
  }

  static SqlColumn duration(String name) {
    return new SqlColumn(name, SqlType.DURATION);
  }

  static SqlColumn texts(String name) {
    return SqlColumn.listOf(name, SqlType.UTF8);
  }

  static SqlColumn numbers(String name) {
    return SqlColumn.listOf(name, SqlType.UINT64);
  }

  static List<Object> row(Object... values) {
    return Collections.unmodifiableList(Arrays.asList(values));
  }

  static Long orNull(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  static String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  static long millisAsNanos(long millis) {
    return millis * NANOS_PER_MILLI;
  }
}
