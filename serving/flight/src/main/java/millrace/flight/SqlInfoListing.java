package millrace.flight;

import static millrace.flight.arrow.ArrowField.nullable;
import static millrace.flight.arrow.ArrowField.required;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import millrace.flight.arrow.ArrowField;
import millrace.flight.arrow.ArrowSchema;
import millrace.flight.arrow.ArrowType;
import millrace.flight.arrow.BatchBuilder.OneOf;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlInfo;

/// What `CommandGetSqlInfo` tells of the server and its SQL. Values are a union of six types.
final class SqlInfoListing {
  private static final ArrowType TEXT = new ArrowType.Utf8();
  private static final ArrowType INT32 = new ArrowType.Int(Integer.SIZE, true);
  private static final ArrowType INT32_LIST = new ArrowType.ListOf(nullable("item", INT32));
  private static final ArrowField ENTRIES =
      required("entries", new ArrowType.Struct(List.of(required("key", INT32), nullable("value", INT32_LIST))));
  private static final ArrowType VALUE = new ArrowType.Union(List.of(
      nullable("string_value", TEXT),
      nullable("bool_value", new ArrowType.Bool()),
      nullable("bigint_value", new ArrowType.Int(Long.SIZE, true)),
      nullable("int32_bitmask", INT32),
      nullable("string_list", new ArrowType.ListOf(nullable("item", TEXT))),
      nullable("int32_to_int32_list_map", new ArrowType.MapOf(ENTRIES))));
  static final ArrowSchema SCHEMA =
      ArrowSchema.of(required("info_name", new ArrowType.Int(Integer.SIZE, false)), required("value", VALUE));

  private static final List<String> KEYWORDS = List.of(
      "ALL", "AND", "ANY", "AS", "ASC", "BETWEEN", "BY", "CASE", "CAST", "CROSS", "DESC", "DESCRIBE", "DISTINCT", "ELSE", "END",
      "EXCEPT", "EXISTS", "EXPLAIN", "FALSE", "FILTER", "FROM", "FULL", "GROUP", "HAVING", "IN", "INNER", "INTERSECT", "INTERVAL",
      "IS", "JOIN", "LEFT", "LIKE", "LIMIT", "NOT", "NULL", "OFFSET", "ON", "OR", "ORDER", "OUTER", "OVER", "PARTITION", "RIGHT",
      "SELECT", "SHOW", "THEN", "TRUE", "UNION", "USING", "WHEN", "WHERE", "WITH");
  private static final List<String> NUMERIC = List.of(
      "abs", "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cbrt", "ceil", "cos", "cosh", "degrees", "exp",
      "floor", "gcd", "lcm", "ln", "log", "log10", "log2", "nanvl", "pi", "power", "radians", "round", "signum", "sin", "sinh",
      "sqrt", "tan", "tanh", "trunc");
  private static final List<String> STRING = List.of(
      "ascii", "bit_length", "btrim", "char_length", "chr", "concat", "concat_ws", "initcap", "left", "length", "lower",
      "lpad", "ltrim", "md5", "octet_length", "regexp_match", "regexp_replace", "repeat", "replace", "reverse", "right",
      "rpad", "rtrim", "split_part", "starts_with", "strpos", "substr", "to_hex", "translate", "trim", "upper");
  private static final List<String> TIME = List.of(
      "current_date", "current_time", "date_bin", "date_bin_gapfill", "date_bin_wallclock", "date_part", "date_trunc",
      "from_unixtime", "now", "to_timestamp", "to_timestamp_micros", "to_timestamp_millis", "to_timestamp_nanos",
      "to_timestamp_seconds", "tz");
  private static final Map<Integer, OneOf> VALUES = values();

  private SqlInfoListing() {}

  /// @param asked the numbers wanted; none for all
  static Listing of(List<Integer> asked) {
    List<List<Object>> rows = new ArrayList<>();
    Set<Integer> wanted = Set.copyOf(asked);
    VALUES.forEach((number, value) -> {
      if (wanted.isEmpty() || wanted.contains(number)) {
        rows.add(List.of(number, value));
      }
    });
    return new Listing(SCHEMA, rows);
  }

  private static Map<Integer, OneOf> values() {
    Map<Integer, OneOf> values = new TreeMap<>();
    put(values, SqlInfo.FLIGHT_SQL_SERVER_NAME, text("InfluxDB IOx"));
    put(values, SqlInfo.FLIGHT_SQL_SERVER_VERSION, text("2"));
    put(values, SqlInfo.FLIGHT_SQL_SERVER_ARROW_VERSION, text("1.3"));
    put(values, SqlInfo.FLIGHT_SQL_SERVER_READ_ONLY, truth(true));
    put(values, SqlInfo.FLIGHT_SQL_SERVER_SQL, truth(true));
    put(values, SqlInfo.FLIGHT_SQL_SERVER_SUBSTRAIT, truth(false));
    put(values, SqlInfo.FLIGHT_SQL_SERVER_TRANSACTION, number(0));
    put(values, SqlInfo.FLIGHT_SQL_SERVER_CANCEL, truth(true));
    put(values, SqlInfo.FLIGHT_SQL_SERVER_STATEMENT_TIMEOUT, number(0));
    put(values, SqlInfo.FLIGHT_SQL_SERVER_TRANSACTION_TIMEOUT, number(0));
    put(values, SqlInfo.SQL_DDL_CATALOG, truth(false));
    put(values, SqlInfo.SQL_DDL_SCHEMA, truth(false));
    put(values, SqlInfo.SQL_DDL_TABLE, truth(false));
    put(values, SqlInfo.SQL_IDENTIFIER_CASE, number(2));
    put(values, SqlInfo.SQL_IDENTIFIER_QUOTE_CHAR, text("\""));
    put(values, SqlInfo.SQL_QUOTED_IDENTIFIER_CASE, number(2));
    put(values, SqlInfo.SQL_ALL_TABLES_ARE_SELECTABLE, truth(true));
    put(values, SqlInfo.SQL_NULL_ORDERING, number(1));
    put(values, SqlInfo.SQL_KEYWORDS, new OneOf(4, KEYWORDS));
    put(values, SqlInfo.SQL_NUMERIC_FUNCTIONS, new OneOf(4, NUMERIC));
    put(values, SqlInfo.SQL_STRING_FUNCTIONS, new OneOf(4, STRING));
    put(values, SqlInfo.SQL_SYSTEM_FUNCTIONS, new OneOf(4, List.of("arrow_cast", "arrow_typeof")));
    put(values, SqlInfo.SQL_DATETIME_FUNCTIONS, new OneOf(4, TIME));
    put(values, SqlInfo.SQL_SEARCH_STRING_ESCAPE, text("\\"));
    put(values, SqlInfo.SQL_EXTRA_NAME_CHARACTERS, text(""));
    put(values, SqlInfo.SQL_SUPPORTS_COLUMN_ALIASING, truth(true));
    put(values, SqlInfo.SQL_NULL_PLUS_NULL_IS_NULL, truth(true));
    put(values, SqlInfo.SQL_SUPPORTS_CONVERT, new OneOf(5, Map.of()));
    put(values, SqlInfo.SQL_SUPPORTS_TABLE_CORRELATION_NAMES, truth(true));
    put(values, SqlInfo.SQL_SUPPORTS_EXPRESSIONS_IN_ORDER_BY, truth(true));
    put(values, SqlInfo.SQL_SUPPORTS_ORDER_BY_UNRELATED, truth(true));
    put(values, SqlInfo.SQL_SUPPORTS_LIKE_ESCAPE_CLAUSE, truth(true));
    put(values, SqlInfo.SQL_SUPPORTS_NON_NULLABLE_COLUMNS, truth(true));
    return values;
  }

  private static void put(Map<Integer, OneOf> values, SqlInfo info, OneOf value) {
    values.put(info.getNumber(), value);
  }

  private static OneOf text(String value) {
    return new OneOf(0, value);
  }

  private static OneOf truth(boolean value) {
    return new OneOf(1, value);
  }

  private static OneOf number(long value) {
    return new OneOf(2, value);
  }
}
